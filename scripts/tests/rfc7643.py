"""The attributes of RFC 7643, written down by hand from its sections 3.1, 4.1, 4.2, 4.3 and 8.7.1.

Each line is: name, type, and the words that differ from the defaults of section 2.2 (single, not required, not case-exact,
readWrite, returned by default, no uniqueness). Sub-attributes stand below, indented.
"""

USER = """
userName string required server
name complex
  formatted string
  familyName string
  givenName string
  middleName string
  honorificPrefix string
  honorificSuffix string
displayName string
nickName string
profileUrl reference exact
title string
userType string
preferredLanguage string
locale string
timezone string
active boolean
password string exact writeOnly never
emails complex multi
  value string
  display string
  type string
  primary boolean
phoneNumbers complex multi
  value string
  display string
  type string
  primary boolean
ims complex multi
  value string
  display string
  type string
  primary boolean
photos complex multi
  value reference exact
  display string
  type string
  primary boolean
addresses complex multi
  formatted string
  streetAddress string
  locality string
  region string
  postalCode string
  country string
  type string
  primary boolean
groups complex multi readOnly
  value string exact readOnly
  $ref reference exact readOnly
  display string readOnly
  type string readOnly
entitlements complex multi
  value string
  display string
  type string
  primary boolean
roles complex multi
  value string
  display string
  type string
  primary boolean
x509Certificates complex multi
  value binary exact
  display string
  type string
  primary boolean
"""

ENTERPRISE = """
employeeNumber string
costCenter string
organization string
division string
department string
manager complex
  value string exact
  $ref reference exact
  displayName string readOnly
"""

GROUP = """
displayName string required
members complex multi
  value string exact immutable
  $ref reference exact immutable
  type string immutable
  display string
"""

SERVICE_PROVIDER_CONFIG = """
documentationUri reference exact readOnly
patch complex required readOnly
  supported boolean required readOnly
bulk complex required readOnly
  supported boolean required readOnly
  maxOperations integer required readOnly
  maxPayloadSize integer required readOnly
filter complex required readOnly
  supported boolean required readOnly
  maxResults integer required readOnly
changePassword complex required readOnly
  supported boolean required readOnly
sort complex required readOnly
  supported boolean required readOnly
etag complex required readOnly
  supported boolean required readOnly
pagination complex readOnly
  cursor boolean required readOnly
  index boolean required readOnly
  defaultPaginationMethod string readOnly
  defaultPageSize integer readOnly
  maxPageSize integer readOnly
  cursorTimeout integer readOnly
authenticationSchemes complex multi required readOnly
  type string required readOnly
  name string required readOnly
  description string required readOnly
  specUri reference exact readOnly
  documentationUri reference exact readOnly
  primary boolean readOnly
"""

RESOURCE_TYPE = """
name string required readOnly
description string readOnly
endpoint reference exact required readOnly
schema reference exact required readOnly
schemaExtensions complex multi required readOnly
  schema reference exact required readOnly
  required boolean required readOnly
"""

DEFINITION = """
  name string exact required readOnly
  type string required readOnly
  multiValued boolean required readOnly
  description string readOnly
  required boolean readOnly
  canonicalValues string exact multi readOnly
  caseExact boolean readOnly
  mutability string exact readOnly
  returned string exact readOnly
  uniqueness string exact readOnly
  referenceTypes string exact multi readOnly
"""

SCHEMA = """
name string required readOnly
description string readOnly
attributes complex multi required readOnly
""" + DEFINITION.strip("\n") + """
  subAttributes complex multi readOnly
subAttributes
""" + DEFINITION.strip("\n")

SCHEMAS = {
    "urn:ietf:params:scim:schemas:core:2.0:User": USER,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": ENTERPRISE,
    "urn:ietf:params:scim:schemas:core:2.0:Group": GROUP,
    "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig": SERVICE_PROVIDER_CONFIG,
    "urn:ietf:params:scim:schemas:core:2.0:ResourceType": RESOURCE_TYPE,
    "urn:ietf:params:scim:schemas:core:2.0:Schema": SCHEMA,
}

# Where the RFC contradicts itself, and what was followed. Section 8.7.1 lists caseExact false for the ids, references and
# certificates, while sections 2.3.6 and 2.3.7 say that binary values and references are case-exact, and section 3.1
# that an id is; and for password, on which nothing depends. It does not list `addresses.primary`, which section 8.2
# shows; nor `members.display`, which section 8.4 shows; and says that Group.displayName is not required, where section
# 4.2 says REQUIRED. Of the discovery's own schemas it lists neither `etag` nor the schemes' `type` and `primary`, which
# section 5 defines, nor the `pagination` of RFC 9865.


def parse(text):
    """Paths with their characteristics, as (type, multiValued, required, caseExact, mutability, returned, uniqueness)."""
    found, parent = {}, ""
    for line in text.strip().splitlines():
        if " " not in line:
            # The sub-attributes of a sub-attribute stand on their own, under its name.
            parent = line
            continue
        name, kind, *words = line.split()
        path = name
        if line.startswith(" "):
            path = f"{parent}.{name}"
        else:
            parent = name
        found[path] = characteristics(kind, words)
    return found


def characteristics(kind, words):
    mutability = next((word for word in words if word in ("readOnly", "immutable", "writeOnly")), "readWrite")
    return {
        "type": kind, "multiValued": "multi" in words, "required": "required" in words,
        "caseExact": "exact" in words, "mutability": mutability,
        "returned": "never" if "never" in words else "default",
        "uniqueness": "server" if "server" in words else "none"}


def published(attributes, parent=""):
    """The same of what `/Schemas` says. Complex attributes have neither case nor uniqueness (section 7)."""
    found = {}
    for attribute in attributes:
        path = parent + attribute["name"]
        found[path] = {key: attribute.get(key, {"caseExact": False, "uniqueness": "none"}.get(key)) for key in (
            "type", "multiValued", "required", "caseExact", "mutability", "returned", "uniqueness")}
        found.update(published(attribute.get("subAttributes", []), attribute["name"] + "."))
    return found
