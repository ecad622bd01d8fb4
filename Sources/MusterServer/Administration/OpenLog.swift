package import Recorder

/// One log that this process writes: its recorder, its tokens, and where refusals go.
package final class OpenLog: Sendable {
    package let recorder: Recorder
    package let tokens: TokenStore
    package let refusals: RefusalRecorder

    package var name: String { recorder.name }

    package init(recorder: Recorder, tokens: TokenStore) {
        self.recorder = recorder
        self.tokens = tokens
        refusals = RefusalRecorder(recorder: recorder)
    }

    /// Writes what is still counted, then drains and closes the recorder.
    func close() async {
        await refusals.flush(everything: true)
        await recorder.close()
    }
}
