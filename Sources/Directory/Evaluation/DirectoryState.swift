package import JSON

/// What evaluating a request may look at: one moment of the directory.
package protocol DirectoryState {
    func resource(_ id: String) throws -> StoredResource?

    /// The user with that `userName`, whatever its case.
    func user(named userName: String) throws -> StoredResource?

    /// What a group says about one of its members; nil when it is none.
    func member(_ id: String, of group: StoredResource) throws -> JSONObject?

    /// All members of a group; large groups are only asked for when the request concerns every member.
    func members(of group: StoredResource) throws -> [(id: String, detail: JSONObject)]

    /// The same with the types of the resources that they are, in the order of every listing.
    func listed(_ group: StoredResource) throws -> [GroupMember]

    /// The groups that a resource is directly a member of, with what they say about it.
    func groups(of resource: StoredResource) throws -> [(group: StoredResource, detail: JSONObject)]
}
