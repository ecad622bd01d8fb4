package import JSON
package import Records

/// What tells two states of one kind of resource apart, in the words of records.
package protocol StateDifference: Sendable {
    /// Whether the kind is that of accounts, whose standing, name, roles and entitlements have actions of their own.
    var isUser: Bool { get }
    var createAction: Action { get }
    var updateAction: Action { get }
    var deleteAction: Action { get }

    /// A state as the changes that make it: one for every attribute.
    func creation(of state: JSONObject) -> [Change]
    /// A state as the changes that end it.
    func deletion(of state: JSONObject) -> [Change]
    /// What leads from one state to another, none when they are the same.
    func changes(from before: JSONObject, to after: JSONObject) -> [Change]
    /// What leads from the roles and entitlements of one state to those of another.
    func grants(from before: JSONObject, to after: JSONObject) -> [Change]
    /// What elements of a list have in common that are no difference.
    func canonicalBytes(_ element: JSONValue, of path: String) -> [UInt8]
}
