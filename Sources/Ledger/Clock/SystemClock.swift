import Glibc

/// The wall clock, in milliseconds since 1970.
package func systemMilliseconds() -> Int64 { milliseconds(CLOCK_REALTIME) }

/// Milliseconds since the machine started, those included in which it was suspended. Nobody sets this clock; the network's
/// time steers its rate, as it does that of the wall clock.
private func bootMilliseconds() -> Int64 { milliseconds(CLOCK_BOOTTIME) }

private func milliseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

extension ClockGuard.Reading {
    /// Both clocks of this machine. A thread that was put aside between the two reads again: the time in between would
    /// look like a step.
    package static func system() -> Self {
        var reading = Self(wall: 0, boot: 0)
        for _ in 0..<5 {
            let before = bootMilliseconds()
            reading = Self(wall: systemMilliseconds(), boot: before)
            if bootMilliseconds() - before < 50 { break }
        }
        return reading
    }
}
