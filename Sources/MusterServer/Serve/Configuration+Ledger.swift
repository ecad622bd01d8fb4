import Dispatch
package import Ledger

extension Configuration {
    /// What every log is opened with.
    package var ledgerSettings: Ledger.Settings {
        var settings = Ledger.Settings()
        settings.publicationInterval = .nanoseconds(Int(publicationInterval.nanoseconds))
        return settings
    }
}
