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

SCHEMAS = {
    "urn:ietf:params:scim:schemas:core:2.0:User": USER,
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": ENTERPRISE,
    "urn:ietf:params:scim:schemas:core:2.0:Group": GROUP,
}

# Where the RFC contradicts itself, and what was followed. Section 8.7.1 lists caseExact false for the ids, references and
# certificates, while sections 2.3.6 and 2.3.7 say that binary values and references are case-exact, and section 3.1
# that an id is; and for password, on which nothing depends. It does not list `addresses.primary`, which section 8.2
# shows; nor `members.display`, which section 8.4 shows; and says that Group.displayName is not required, where section
# 4.2 says REQUIRED.


def parse(text):
    """Paths with their characteristics, as (type, multiValued, required, caseExact, mutability, returned, uniqueness)."""
    found, parent = {}, ""
    for line in text.strip().splitlines():
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
