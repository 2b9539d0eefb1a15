//! Which crate may use which. The crates stand in a row:
//! domain → (policy, store, i18n, hl7) → app → web → server; documents → web.

use super::Finding;
use crate::metadata::Metadata;

/// What one crate may use, and why when it is not plain from the row.
struct Rule {
    name: &'static str,
    /// In the code that is shipped.
    uses: &'static [&'static str],
    /// Besides, in its tests.
    tests_use: &'static [&'static str],
}

const RULES: &[Rule] = &[
    // Rules only. Its tests build their own values: a builder from outside would have to be built
    // on the crate under test.
    Rule { name: "brygga-domain", uses: &[], tests_use: &[] },
    Rule { name: "brygga-i18n", uses: &["brygga-domain"], tests_use: &[] },
    Rule { name: "brygga-policy", uses: &["brygga-domain"], tests_use: &["brygga-testkit"] },
    Rule { name: "brygga-store", uses: &["brygga-domain"], tests_use: &[] },
    Rule {
        name: "brygga-store-sqlite",
        uses: &["brygga-domain", "brygga-store"],
        tests_use: &["brygga-testkit", "brygga-sim"],
    },
    Rule {
        name: "brygga-store-postgres",
        uses: &["brygga-domain", "brygga-store"],
        tests_use: &["brygga-testkit-postgres"],
    },
    // Starts a server for tests and knows nothing of ours.
    Rule { name: "brygga-testkit-postgres", uses: &[], tests_use: &[] },
    Rule { name: "brygga-hl7", uses: &["brygga-domain"], tests_use: &["brygga-testkit"] },
    // Tables in words to files: it knows nothing of what they count.
    Rule { name: "brygga-documents", uses: &[], tests_use: &[] },
    Rule {
        name: "brygga-app",
        // hl7 is a parser here: the use case that takes an ADT message gets it already read.
        uses: &["brygga-domain", "brygga-policy", "brygga-store", "brygga-hl7"],
        tests_use: &[
            "brygga-testkit",
            "brygga-testkit-postgres",
            "brygga-sim",
            "brygga-store-sqlite",
        ],
    },
    Rule {
        name: "brygga-web",
        uses: &[
            "brygga-domain",
            "brygga-policy",
            "brygga-store",
            "brygga-i18n",
            "brygga-documents",
            "brygga-app",
        ],
        tests_use: &["brygga-testkit", "brygga-sim", "brygga-store-sqlite"],
    },
    Rule {
        name: "brygga-sim",
        // A simulated county goes through the use cases, as people do.
        uses: &["brygga-domain", "brygga-policy", "brygga-store", "brygga-hl7", "brygga-app"],
        tests_use: &["brygga-testkit", "brygga-store-sqlite"],
    },
    Rule {
        name: "brygga-testkit",
        // Tests run on SQLite in memory (decision 17), or when asked on PostgreSQL, so the kit names
        // the backends for them.
        uses: &[
            "brygga-domain",
            "brygga-policy",
            "brygga-store",
            "brygga-store-sqlite",
            "brygga-store-postgres",
            "brygga-testkit-postgres",
            "brygga-hl7",
            "brygga-app",
        ],
        tests_use: &["brygga-sim"],
    },
    Rule {
        name: "brygga",
        // The only crate that names the backends. sim, because `brygga demo` runs it.
        uses: &[
            "brygga-domain",
            "brygga-policy",
            "brygga-store",
            "brygga-store-sqlite",
            "brygga-store-postgres",
            "brygga-i18n",
            "brygga-hl7",
            "brygga-documents",
            "brygga-app",
            "brygga-web",
            "brygga-sim",
        ],
        tests_use: &["brygga-testkit", "brygga-testkit-postgres"],
    },
    Rule {
        name: "brygga-bench",
        // Measures over HTTP; it uses the crates to make what it measures on.
        uses: &[
            "brygga-domain",
            "brygga-policy",
            "brygga-store",
            "brygga-store-sqlite",
            "brygga-store-postgres",
            // A PostgreSQL of its own, on the disk.
            "brygga-testkit-postgres",
            "brygga-i18n",
            // The fact tables as others read them.
            "brygga-documents",
            "brygga-app",
            "brygga-sim",
            "brygga-web",
        ],
        tests_use: &["brygga-testkit"],
    },
    Rule {
        name: "brygga-fuzz-targets",
        // Calls every reader of foreign bytes; the kit gives the site that some of them need.
        uses: &["brygga-domain", "brygga-hl7", "brygga-app", "brygga-testkit"],
        tests_use: &[],
    },
    // Judges all crates, so it is built on none of them.
    Rule { name: "xtask", uses: &[], tests_use: &[] },
];

/// One crate of the workspace and the other ones it uses.
pub(super) struct Crate {
    name: String,
    uses: Vec<Use>,
}

struct Use {
    name: String,
    in_tests: bool,
}

/// Returns the crates of the workspace with their arrows to one another.
pub(super) fn read(metadata: &Metadata) -> Vec<Crate> {
    let packages = metadata.packages.iter().filter(|package| package.source.is_none());
    packages
        .map(|package| Crate {
            name: package.name.clone(),
            uses: (package.dependencies.iter())
                .filter(|dependency| dependency.path.is_some())
                .map(|dependency| Use {
                    name: dependency.name.clone(),
                    in_tests: dependency.kind.as_deref() == Some("dev"),
                })
                .collect(),
        })
        .collect()
}

pub(super) fn check(crates: &[Crate]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for found in crates {
        let Some(rule) = RULES.iter().find(|rule| rule.name == found.name) else {
            let message = format!("{} has no place in the row yet: add it to RULES", found.name);
            findings.push(Finding::new("xtask/src/tidy/arrows.rs", 0, message));
            continue;
        };
        for used in &found.uses {
            let name = used.name.as_str();
            if rule.uses.contains(&name) || (used.in_tests && rule.tests_use.contains(&name)) {
                continue;
            }
            let place = match (used.in_tests, rule.tests_use.contains(&name)) {
                (true, _) => ", even in its tests",
                (false, true) => " outside its tests",
                (false, false) => "",
            };
            let message = format!("must not use {name}{place}");
            findings.push(Finding::new(&found.name, 0, message));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrow(from: &str, to: &str, in_tests: bool) -> Vec<String> {
        let uses = vec![Use { name: to.to_owned(), in_tests }];
        let findings = check(&[Crate { name: from.to_owned(), uses }]);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_arrow_along_the_row_is_allowed() {
        assert_eq!(arrow("brygga-web", "brygga-app", false), [""; 0]);
        assert_eq!(arrow("brygga", "brygga-sim", false), [""; 0]);
    }

    #[test]
    fn an_arrow_against_the_row_is_a_finding() {
        let found = arrow("brygga-domain", "brygga-store", false);
        assert_eq!(found, ["brygga-domain: must not use brygga-store"]);
        let found = arrow("brygga-app", "brygga-web", true);
        assert_eq!(found, ["brygga-app: must not use brygga-web, even in its tests"]);
    }

    #[test]
    fn only_the_server_names_the_backend_outside_tests() {
        let found = arrow("brygga-app", "brygga-store-sqlite", false);
        assert_eq!(found, ["brygga-app: must not use brygga-store-sqlite outside its tests"]);
        assert_eq!(arrow("brygga-app", "brygga-store-sqlite", true), [""; 0]);
        assert_eq!(arrow("brygga", "brygga-store-sqlite", false), [""; 0]);
    }

    #[test]
    fn a_new_crate_must_be_given_its_place() {
        let found = arrow("brygga-new", "brygga-domain", false);
        assert!(found[0].contains("brygga-new has no place in the row yet"), "{found:?}");
    }

    #[test]
    fn arrows_are_read_from_the_metadata_with_their_kind() {
        let metadata = serde_json::json!({ "target_directory": "t", "packages": [{
            "id": "a", "name": "a", "version": "1.0.0", "license": null, "source": null,
            "dependencies": [
                { "name": "b", "req": "*", "kind": "dev", "path": "/b" },
                { "name": "serde", "req": "^1", "kind": null, "path": null },
            ],
        }]});
        let crates = read(&serde_json::from_value(metadata).unwrap());
        let uses: Vec<_> = crates[0].uses.iter().map(|used| (&*used.name, used.in_tests)).collect();
        assert_eq!(uses, [("b", true)]);
    }
}
