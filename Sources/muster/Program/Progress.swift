import Glibc

/// A line on standard error that says how far long work has come; silent when nobody is looking.
struct Progress {
    private let isWatched = Terminal.isWatched
    private let clock = ContinuousClock()
    private var shown: ContinuousClock.Instant?
    private let started = ContinuousClock.now

    init() {}

    /// Shows a line in place of the one before, five times a second at most.
    mutating func show(_ text: @autoclosure () -> String) {
        guard isWatched else { return }
        let now = clock.now
        if let shown, now - shown < .milliseconds(200) { return }
        shown = now
        Terminal.write(Array(("\r\u{1B}[K" + text()).utf8), to: STDERR_FILENO)
    }

    /// Takes the line away.
    mutating func end() {
        guard isWatched, shown != nil else { return }
        shown = nil
        Terminal.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    /// `done` things in the time so far, as a rate.
    func rate(_ done: Int) -> String {
        let seconds = (clock.now - started) / .seconds(1)
        return seconds < 0.5 ? "" : " (\(Int(Double(done) / seconds))/s)"
    }
}
