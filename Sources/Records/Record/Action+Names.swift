extension Action {
    /// Every action that a record may carry besides custom ones, in the order of the documentation.
    package static let canonical: [String] = [
        "user.create", "user.invite", "user.update", "user.rename", "user.enable", "user.disable", "user.delete",
        "user.restore", "user.lock", "user.unlock", "user.password.change", "user.password.reset", "user.mfa.enable",
        "user.mfa.disable", "user.policy.attach", "user.policy.detach",
        "role.create", "role.update", "role.delete", "role.permission.grant", "role.permission.revoke",
        "role.policy.attach", "role.policy.detach", "role.assign", "role.revoke", "role.eligible.assign",
        "group.role.assign", "group.role.revoke", "permission.grant", "permission.revoke", "group.permission.grant",
        "group.permission.revoke", "group.policy.attach", "group.policy.detach",
        "group.create", "group.update", "group.delete", "group.member.add", "group.member.remove",
        "group.subgroup.add", "group.subgroup.remove", "app.assign", "app.unassign",
        "service_account.create", "service_account.update", "service_account.delete", "service_account.disable",
        "credential.create", "credential.rotate", "credential.enable", "credential.disable", "credential.revoke",
        "access.request", "access.approve", "access.deny", "access.expire",
        "session.elevate", "session.impersonate", "session.revoke", "policy.change",
    ]

    /// Actions of Muster's own administration, for `admin` entries only.
    package static let admin: [String] = [
        "token.create", "token.revoke", "log.create", "log.close", "configuration.change", "server.start",
        "server.stop", "request.refuse", "clock.step", "gateway.create", "gateway.delete",
    ]

    /// Who is one person under several identities: for entries of the kinds `link` and `unlink`.
    package static let links: [String] = ["identity.link", "identity.unlink"]

    /// Who read what, for `access` entries only.
    package static let reading: [String] = [
        "read.search", "read.count", "read.history", "read.event", "read.access", "read.impact", "read.export",
        "read.report", "read.tail",
    ]

    /// Every action that there is, besides custom ones.
    package static let all = canonical + admin + links + reading

    static let canonicalNames = Set(canonical)
    static let adminNames = Set(admin)
    static let linkNames = Set(links)
    static let readingNames = Set(reading)
    static let reservedNames = Set(admin + links + reading)
}

extension Action {
    package static let userCreate = Action(known: "user.create")
    package static let userUpdate = Action(known: "user.update")
    package static let userRename = Action(known: "user.rename")
    package static let userEnable = Action(known: "user.enable")
    package static let userDisable = Action(known: "user.disable")
    package static let userDelete = Action(known: "user.delete")
    package static let userPasswordChange = Action(known: "user.password.change")
    package static let userPasswordReset = Action(known: "user.password.reset")
    package static let roleAssign = Action(known: "role.assign")
    package static let roleRevoke = Action(known: "role.revoke")
    package static let permissionGrant = Action(known: "permission.grant")
    package static let permissionRevoke = Action(known: "permission.revoke")
    package static let groupCreate = Action(known: "group.create")
    package static let groupUpdate = Action(known: "group.update")
    package static let groupDelete = Action(known: "group.delete")
    package static let groupMemberAdd = Action(known: "group.member.add")
    package static let groupMemberRemove = Action(known: "group.member.remove")
    package static let groupSubgroupAdd = Action(known: "group.subgroup.add")
    package static let groupSubgroupRemove = Action(known: "group.subgroup.remove")
    package static let tokenCreate = Action(known: "token.create")
    package static let tokenRevoke = Action(known: "token.revoke")
    package static let logCreate = Action(known: "log.create")
    package static let configurationChange = Action(known: "configuration.change")
    package static let gatewayCreate = Action(known: "gateway.create")
    package static let gatewayDelete = Action(known: "gateway.delete")
    package static let identityLink = Action(known: "identity.link")
    package static let identityUnlink = Action(known: "identity.unlink")
    /// Somebody set the wall clock.
    package static let clockStep = Action(known: "clock.step")
    /// Summary of refused callers whom nobody could name.
    package static let requestRefuse = Action(known: "request.refuse")

    /// For the constants above, which a test finds in the lists.
    private init(known rawValue: String) { self.rawValue = rawValue }
}
