package import Recorder

/// One log that this process writes: its recorder, its tokens, and where refusals and readings go.
package final class OpenLog: Sendable {
    package let recorder: Recorder
    package let tokens: TokenStore
    package let refusals: RefusalRecorder
    package let readings: ReadingRecorder

    package var name: String { recorder.name }

    package init(recorder: Recorder, tokens: TokenStore, reading: ReadingRecorder.Settings = .init()) {
        self.recorder = recorder
        self.tokens = tokens
        refusals = RefusalRecorder(recorder: recorder)
        readings = ReadingRecorder(recorder: recorder, settings: reading)
    }

    /// Writes what is still counted, then drains and closes the recorder.
    func close() async {
        await refusals.flush(everything: true)
        await readings.flush(everything: true)
        await recorder.close()
    }
}
