//! A table of event types and the enum of their data: one for care chains, one for the registry.

use crate::envelope::Compartment;

/// How soon a fact must reach others (continuity 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Parties, audiences: before any data.
    P0,
    /// Safety-critical: ready, withdrawn, deceased, discharged.
    P1,
    /// The rest.
    P2,
}

/// One row of the table of event types.
#[derive(Debug, Clone, Copy)]
pub struct EventType {
    /// The word in the log.
    pub name: &'static str,
    /// The version that this program writes.
    pub ver: u16,
    /// Where it stands; messages choose between 0, 1 and 2, party facts stand in each.
    pub compartment: Compartment,
    /// How soon it must reach others.
    pub priority: Priority,
    /// A version that does not know the type must stop writing (M14).
    pub crit: bool,
}

/// Two words are the same, in a constant.
pub(crate) const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Defines the enum of a stream's events and the table of their types. Each type's data is the struct of
/// its name. A new shape is a new version, lifted to the newest in `read`.
macro_rules! event_types {
    (
        $(#[$enum_doc:meta])* enum $events:ident, table $table:ident;
        $($(#[$doc:meta])* $name:ident = $word:literal v $ver:literal,
            $compartment:ident, $priority:ident, $crit:literal;)*
    ) => {
        $(#[$enum_doc])*
        pub enum $events {
            $($(#[$doc])* $name($name),)*
        }

        /// Every type, in the order of the table.
        pub const $table: &[$crate::care_chain::EventType] = &[$($crate::care_chain::EventType {
            name: $word,
            ver: $ver,
            compartment: $crate::envelope::Compartment::$compartment,
            priority: $crate::care_chain::Priority::$priority,
            crit: $crit,
        }),*];

        $(impl From<$name> for $events {
            fn from(data: $name) -> Self {
                Self::$name(data)
            }
        })*

        impl $events {
            /// The row of the table.
            pub const fn event_type(&self) -> &'static $crate::care_chain::EventType {
                const fn find(name: &str) -> usize {
                    let mut at = 0;
                    while at < $table.len() {
                        if $crate::event_types::same($table[at].name.as_bytes(), name.as_bytes()) {
                            return at;
                        }
                        at += 1;
                    }
                    panic!("every type stands in the table")
                }
                match self { $(Self::$name(_) => const { &$table[find($word)] }),* }
            }

            /// The data as it stands in the body.
            ///
            /// # Errors
            /// When the data cannot be a CBOR value.
            pub fn data(&self) -> Result<$crate::envelope::Value, $crate::envelope::CborError> {
                match self { $(Self::$name(data) => $crate::envelope::to_data(data)),* }
            }

            /// Reads a body's data. `None`: a type or version that this program does not know
            /// (M14). Old versions are lifted to the newest here.
            pub fn read(
                name: &str,
                ver: u16,
                data: &$crate::envelope::Value,
            ) -> Option<Result<Self, $crate::envelope::CborError>> {
                match (name, ver) {
                    $(($word, $ver) => Some(
                        data.deserialized()
                            .map(Self::$name)
                            .map_err(|e| $crate::envelope::CborError::Shape(e.to_string())),
                    ),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use event_types;
