//! Names in the style of the mock-ups: given names that are common, family names that nobody has.

/// Given names of women, as common among the old.
pub(crate) const WOMEN: &[&str] = &[
    "Greta",
    "Ingegerd",
    "Amira",
    "Maj-Britt",
    "Fatima",
    "Lilly",
    "Vera",
    "Astrid",
    "Margareta",
    "Birgitta",
    "Ulla",
    "Gunilla",
    "Kerstin",
    "Inga-Lill",
    "Barbro",
    "Siv",
    "Ingrid",
    "Elsa",
    "Gun",
    "Berit",
    "Rut",
    "Karin",
    "Marianne",
    "Anna-Lisa",
    "Solveig",
    "Eivor",
    "Britta",
    "Leila",
    "Mona",
    "Yvonne",
    "Gerd",
    "Helena",
    "Dagny",
    "Viola",
    "Sonja",
    "Aina",
    "Zaida",
    "Lena",
];
/// Given names of men.
pub(crate) const MEN: &[&str] = &[
    "Sven-Erik",
    "Rolf",
    "Karl",
    "Olle",
    "Tor",
    "Lars",
    "Bengt",
    "Nils",
    "Gösta",
    "Arne",
    "Hans",
    "Lennart",
    "Åke",
    "Stig",
    "Bertil",
    "Ove",
    "Kurt",
    "Leif",
    "Göran",
    "Börje",
    "Ingemar",
    "Bo",
    "Harry",
    "Sixten",
    "Evert",
    "Allan",
    "Tage",
    "Einar",
    "Folke",
    "Gunnar",
    "Reidar",
    "Omar",
    "Yngve",
    "Holger",
    "Sune",
    "Jan-Olof",
    "Karl-Gustav",
    "Per-Arne",
    "Mahmoud",
    "Rune",
];
/// Beginnings of invented family names.
const BEGINNINGS: &[&str] = &[
    "Prov", "Exempel", "Demo", "Skiss", "Påhitt", "Fiktiv", "Modell", "Attrapp", "Tänk", "Utkast",
    "Mock", "Övning", "Schablon", "Låtsas", "Mall", "Test", "Dikt", "Saga", "Pilot", "Idé",
    "Ritning", "Kuliss", "Docka", "Fantasi", "Uppdikt", "Plan",
];
/// Ends of invented family names.
const ENDS: &[&str] = &[
    "lund", "ström", "gren", "by", "näs", "berg", "ander", "sson", "qvist", "borg", "dal", "holm",
    "vik", "rud", "mark", "stam", "hed", "lid",
];

/// The number of family names.
pub(crate) const FAMILIES: usize = BEGINNINGS.len() * ENDS.len();

/// The family name with a number below [`FAMILIES`].
pub(crate) fn family(number: usize) -> String {
    let beginning = BEGINNINGS[number % BEGINNINGS.len()];
    let end = ENDS[(number / BEGINNINGS.len()) % ENDS.len()];
    let doubled = beginning.chars().last() == end.chars().next();
    let beginning =
        if doubled && end == "sson" { beginning.trim_end_matches('s') } else { beginning };
    format!("{beginning}{end}")
}

/// Streets of the county.
pub(crate) const STREETS: &[&str] = &[
    "Provgatan",
    "Exempelvägen",
    "Testbacken",
    "Modellstigen",
    "Skissgränd",
    "Utkastvägen",
    "Övningsgatan",
    "Fiktiva allén",
    "Mallvägen",
    "Påhittsgränd",
];
