//! Words for the values of the domain: one place for every list, page and form.

use brygga_domain::calendar::words::{self, Language as Words};
use brygga_domain::care_chain::acts::Refused;
use brygga_domain::care_chain::gates::Gate;
use brygga_domain::care_chain::{ChecklistItem, ItemState, Stage};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::{Branch, RegistryAt, Role};
use brygga_i18n::{Language, Texts};
use jiff::Timestamp;

use crate::views::{CheckState, Due, Holder, Urgency};

/// Under two hours is soon (views::Urgency).
const SOON_MINUTES: i64 = 120;

/// What a step asks for, by its word and its detail (a checklist item's word).
pub fn step(t: Texts, code: &str, detail: Option<&str>) -> String {
    match (code, detail) {
        ("prepare-item", Some(item)) => t.fill("do-prepare-item", "what", &word(t, "item", item)),
        _ => word(t, "do", code),
    }
}

/// What somebody has taken over, by its word with a detail: a step, or a message.
pub fn taken(t: Texts, what: &str, is_message: bool) -> String {
    if is_message {
        return t.text("taken-message").into_owned();
    }
    match what.split_once(':') {
        Some((code, detail)) => step(t, code, Some(detail)),
        None => step(t, what, None),
    }
}

/// The message `prefix-word`.
pub fn word(t: Texts, prefix: &str, word: &str) -> String {
    t.text(&format!("{prefix}-{word}")).into_owned()
}

/// What an act means, where its form has nothing to fill in (UI design 3, `.ack`).
pub fn about(t: Texts, act: &str) -> String {
    match act {
        "acknowledge"
        | "take-over"
        | "accept-handover"
        | "remind"
        | "start-planning"
        | "request-sip"
        | "confirm-deceased"
        | "confirm-cancellation" => word(t, "about", act),
        _ => String::new(),
    }
}

/// What the button of an act's form says, where the act's name is not what one does there.
pub fn submit(t: Texts, act: &str) -> String {
    let prefix = match act {
        "send-message"
        | "answer-question"
        | "share-planning-basis"
        | "set-checklist-item"
        | "record-leave"
        | "mark-protected"
        | "mark-same-as" => "submit",
        _ => "act",
    };
    word(t, prefix, act)
}

/// How far the person has come.
pub fn stage(t: Texts, stage: Stage) -> String {
    word(t, "stage", stage.as_str())
}

/// A role.
pub fn role(t: Texts, role: Role) -> String {
    word(t, "role", role.as_str())
}

/// A role by its word in the log; one that this program does not know is a function.
pub fn role_word(t: Texts, text: &str) -> String {
    Role::parse(text).map_or_else(|| t.text("role-unknown").into_owned(), |known| role(t, known))
}

/// A checklist item.
pub fn item(t: Texts, item: ChecklistItem) -> String {
    word(t, "item", item.as_str())
}

/// A checklist item's state.
pub fn item_state(t: Texts, state: ItemState) -> String {
    word(t, "item-state", state.as_str())
}

/// A checklist item's state as a mark.
pub const fn check_state(state: ItemState) -> CheckState {
    match state {
        ItemState::Done => CheckState::Done,
        ItemState::UnderWay => CheckState::UnderWay,
        ItemState::Missing => CheckState::Missing,
        ItemState::NotApplicable => CheckState::NotApplicable,
    }
}

/// A unit as a viewer from an organisation may see it (definitions 2): outside the hospital, a ward
/// that is not neutral is the hospital.
pub fn unit_name(registry: RegistryAt<'_>, unit: &HsaId, viewer: &HsaId) -> String {
    registry
        .unit_name_for(unit, Some(viewer))
        .map_or_else(|| unit.to_string(), |shown| shown.name.to_owned())
}

/// The same for narrow columns.
pub fn unit_short(registry: RegistryAt<'_>, unit: &HsaId, viewer: &HsaId) -> String {
    match (registry.unit_name_for(unit, Some(viewer)), registry.unit(unit)) {
        (Some(shown), Some(known)) if !shown.masked => known.short_name.clone(),
        (Some(shown), _) => shown.name.to_owned(),
        (None, _) => unit.to_string(),
    }
}

/// The icon of a branch.
pub const fn holder(branch: Branch) -> Holder {
    match branch {
        Branch::Inpatient => Holder::Hospital,
        Branch::Outpatient => Holder::PrimaryCare,
        Branch::SocialServices | Branch::DisabilityServices | Branch::MunicipalHealthCare => {
            Holder::Municipality
        }
        Branch::PrivateProvider => Holder::Supplier,
    }
}

/// The icon of a unit for a viewer: our own is "us".
pub fn holder_of(registry: RegistryAt<'_>, unit: &HsaId, viewer: &HsaId) -> Holder {
    if unit == viewer {
        return Holder::Us;
    }
    match registry.unit(unit) {
        Some(known) if known.kind.is_supplier() => Holder::Supplier,
        Some(known) => holder(known.branch),
        None => Holder::Person,
    }
}

/// Why the domain said no, and what to do.
pub fn refused(t: Texts, refused: &Refused) -> String {
    if let Refused::ImpossibleTime(field) = refused {
        return word(t, "refused-impossible-time", field);
    }
    word(t, "refused", refused.word())
}

/// Something open that holds an act back.
pub fn gate(t: Texts, gate: &Gate) -> String {
    word(t, "item", gate.word())
}

/// "idag 15:00".
pub fn when(t: Texts, at: Timestamp, now: Timestamp) -> String {
    words::at(at, now).render(words_of(t))
}

/// The end of a period: midnight belongs to the day that it ends, "idag 24:00".
pub fn until(t: Texts, at: Timestamp, now: Timestamp) -> String {
    let local = brygga_domain::calendar::to_local(at);
    match local.date().yesterday() {
        Ok(day) if local.time() == jiff::civil::Time::midnight() => {
            format!("{} 24:00", words::on(day, now).render(words_of(t)))
        }
        _ => when(t, at, now),
    }
}

/// "idag 15:00" at the beginning of a line: "Idag 15:00".
pub fn when_first(t: Texts, at: Timestamp, now: Timestamp) -> String {
    capital(&when(t, at, now))
}

/// Since when, in a narrow column: "igår 10:20", "ons 09:10" of the last week, "lör 7 nov" before.
pub fn since(t: Texts, at: Timestamp, now: Timestamp) -> String {
    let day = brygga_domain::calendar::local_date(at);
    let days = (brygga_domain::calendar::local_date(now) - day).get_days();
    let in_words = words::on(day, now).render(words_of(t));
    match days {
        2..=6 => {
            let weekday = in_words.split(' ').next().unwrap_or_default();
            format!("{weekday} {}", clock(at))
        }
        7.. => in_words,
        _ => when(t, at, now),
    }
}

/// A phone number that is not broken over two lines.
pub fn phone(number: &str) -> String {
    number.replace(' ', "\u{a0}").replace('-', "-\u{2060}")
}

/// The first letter small, for a word within a sentence; a word in capitals stays.
pub fn small(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// A day in words: "Fredag 20 november 2026".
pub fn whole_day(t: Texts, day: jiff::civil::Date) -> String {
    let weekday = t.text(&format!("weekday-{}", day.weekday().to_monday_one_offset()));
    let month = t.text(&format!("month-{}", day.month()));
    format!("{weekday} {} {month} {}", day.day(), day.year())
}

/// "13:40".
pub fn clock(at: Timestamp) -> String {
    brygga_domain::calendar::to_local(at).strftime("%H:%M").to_string()
}

/// "13:40:12".
pub fn clock_seconds(at: Timestamp) -> String {
    brygga_domain::calendar::to_local(at).strftime("%H:%M:%S").to_string()
}

/// A due time with how near it is.
pub fn due(t: Texts, due_at: Timestamp, now: Timestamp) -> Due {
    let left = due_at.duration_since(now).as_mins();
    let urgency = match left {
        _ if due_at < now => Urgency::Late,
        0..SOON_MINUTES => Urgency::Soon,
        _ => Urgency::Calm,
    };
    Due {
        label: when_first(t, due_at, now),
        left: words::due(due_at, now).render(words_of(t)),
        at: due_at.to_string(),
        urgency,
    }
}

/// The language of times.
pub fn words_of(t: Texts) -> Words {
    match t.language() {
        Language::Swedish => Words::Swedish,
        Language::English => Words::English,
    }
}

/// The first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use brygga_domain::care_chain::acts::Act;
    use brygga_domain::care_chain::steps::StepKind;
    use brygga_domain::care_chain::{
        CancelReason, ConsentValue, Destination, EVENT_TYPES, EndReason, NoticeAnswer, PhoneFact,
        SipPlace,
    };

    #[test]
    fn every_word_of_the_domain_has_a_text() {
        let all: Vec<(&str, Vec<&str>)> = vec![
            ("refused", Refused::WORDS.to_vec()),
            ("do", StepKind::ALL.iter().map(|word| word.as_str()).collect()),
            ("stage", Stage::ALL.iter().map(|word| word.as_str()).collect()),
            ("role", Role::ALL.iter().map(|word| word.as_str()).collect()),
            ("branch", Branch::ALL.iter().map(|word| word.as_str()).collect()),
            ("item", ChecklistItem::ALL.iter().map(|word| word.as_str()).collect()),
            ("item-state", ItemState::ALL.iter().map(|word| word.as_str()).collect()),
            ("notice-answer", NoticeAnswer::ALL.iter().map(|word| word.as_str()).collect()),
            ("consent-value", ConsentValue::ALL.iter().map(|word| word.as_str()).collect()),
            ("sip-place", SipPlace::ALL.iter().map(|word| word.as_str()).collect()),
            ("destination", Destination::ALL.iter().map(|word| word.as_str()).collect()),
            ("end-reason", EndReason::ALL.iter().map(|word| word.as_str()).collect()),
            ("cancel-reason", CancelReason::ALL.iter().map(|word| word.as_str()).collect()),
            ("phone-fact", PhoneFact::ALL.iter().map(|word| word.as_str()).collect()),
            ("event", EVENT_TYPES.iter().map(|row| row.name).collect()),
        ];
        let t = Texts::of(Language::Swedish);
        for (prefix, words) in all {
            for known in words {
                assert!(!word(t, prefix, known).starts_with('['), "{prefix}-{known}");
            }
        }
        assert!(!Act::WORDS.is_empty());
    }

    #[test]
    fn since_when_is_short_and_names_the_day_of_the_last_week_alone() {
        let t = Texts::of(Language::Swedish);
        let now: Timestamp = "2026-11-20T12:42:00Z".parse().unwrap();
        let at = |text: &str| since(t, text.parse().unwrap(), now);
        assert_eq!(at("2026-11-20T08:00:00Z"), "idag 09:00");
        assert_eq!(at("2026-11-19T09:20:00Z"), "igår 10:20");
        assert_eq!(at("2026-11-18T08:10:00Z"), "ons 09:10");
        assert_eq!(at("2026-11-14T12:40:00Z"), "lör 13:40");
        assert_eq!(at("2026-11-13T12:40:00Z"), "fre 13 nov", "a Friday may be today's");
    }

    #[test]
    fn a_time_that_cannot_be_says_which_times_can() {
        let t = Texts::of(Language::Swedish);
        let fields = [
            "left",
            "at",
            "admitted",
            "judged",
            "estimate",
            "departure",
            "meeting",
            "held",
            "until",
            "leave-from",
            "expected-back",
            "back",
        ];
        for field in fields {
            let said = refused(t, &Refused::ImpossibleTime(field));
            assert!(!said.starts_with('[') && said.matches('.').count() > 1, "{field}: {said}");
        }
    }

    #[test]
    fn midnight_ends_the_day_before() {
        let t = Texts::of(Language::Swedish);
        let now: Timestamp = "2026-11-20T12:42:00Z".parse().unwrap();
        let at = |text: &str| until(t, text.parse().unwrap(), now);
        assert_eq!(at("2026-11-20T23:00:00Z"), "idag 24:00");
        assert_eq!(at("2026-11-20T22:59:00Z"), "idag 23:59");
        assert_eq!(at("2026-11-22T23:00:00Z"), "sön 22 nov 24:00");
    }

    #[test]
    fn under_two_hours_is_soon_and_a_passed_time_is_late() {
        let t = Texts::of(Language::Swedish);
        let now: Timestamp = "2026-11-20T12:42:00Z".parse().unwrap();
        let at = |minutes| now + jiff::SignedDuration::from_mins(minutes);
        assert_eq!(due(t, at(119), now).urgency, Urgency::Soon);
        assert_eq!(due(t, at(120), now).urgency, Urgency::Calm);
        assert_eq!(due(t, at(-1), now).urgency, Urgency::Late);
    }
}
