import JSON
package import Records

extension Record {
    /// The changes that make the directory's state: all of them, but for what a role or an entitlement of a list that
    /// no path can tell apart says about its element. That stands under the path of the whole list, which another
    /// record of the same transaction changes.
    package var stateChanges: [Change] {
        switch action {
        case .roleAssign, .roleRevoke, .permissionGrant, .permissionRevoke:
            changes.filter { $0.path != "roles" && $0.path != "entitlements" }
        default: changes
        }
    }
}
