package import Recorder

/// One admitted request: who came, to which log, as what.
package struct Visit: Sendable {
    package let context: DoorContext
    package let principal: Principal
    package let log: HostedLog
    /// The caller as the recorder wants to know it; its token's name becomes `recordedBy`.
    package let caller: Caller
}
