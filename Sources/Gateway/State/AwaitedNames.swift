import JSON
import Recorder
import Records
import SCIM
import Vault

/// Names of resources that may still come, as the log keeps them: each as a label made with the log's index key, so that it is
/// known again when it is seen, and nobody without that key can make it out.
///
/// An attempt to make somebody holds no values, since nobody has a key yet that could be destroyed; this is none.
struct AwaitedNames: Sendable {
    let recorder: Recorder

    /// The label of a name, letter case aside: of an attribute that a new resource can be found by.
    func label(_ gateway: String, _ endpoint: String, _ natural: NaturalKey) -> Label {
        recorder.vault.label(
            of: Identity(
                kind: "awaited", namespace: GatewaySettings.namespacePrefix + gateway,
                id: "\(endpoint)?\(natural.attribute)=\(natural.value.caseFolded)"))
    }

    /// The labels of all by which a resource could have been asked for.
    func labels(_ gateway: String, _ endpoint: String, id: String, _ state: JSONObject) -> [Label] {
        let named = NaturalKey.attributes.compactMap { attribute in
            NaturalKey(attribute, of: state).map { label(gateway, endpoint, $0) }
        }
        return named + [label(gateway, endpoint, .id(id))]
    }
}
