use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> Message {
    Message::parse(text.as_bytes()).unwrap()
}

fn text(value: Value<'_>) -> String {
    value.text().unwrap()
}

#[test]
fn fields_count_as_the_standard_counts_them() {
    let message = parse("MSH|^~\\&|APP|FAC\rPID|1||A^^^X&1.2.3&ISO^MR~B\r");
    assert_eq!(message.field("MSH", 1).raw(), "|");
    assert_eq!(message.field("MSH", 2).raw(), "^~\\&");
    assert_eq!(text(message.field("MSH", 4).value()), "FAC");
    let identifiers: Vec<_> = message.field("PID", 3).repetitions().collect();
    assert_eq!(text(identifiers[0].subcomponent(4, 2)), "1.2.3");
    assert_eq!(text(identifiers[1].component(1)), "B");
    assert_eq!(message.field("PID", 99).value(), Value::Empty);
    assert_eq!(message.field("PV1", 2).value(), Value::Empty);
}

#[test]
fn a_message_brings_its_own_delimiters() {
    let message = parse("MSH@~&#\\@APP\rPID@1@@A~~~X\\1.2~MR&B@@Mod#T#ell#F##S#~G\r");
    assert_eq!(message.field("PID", 3).repetitions().count(), 2);
    assert_eq!(text(message.field("PID", 3).first().subcomponent(4, 2)), "1.2");
    assert_eq!(text(message.field("PID", 5).component(1)), "Mod\\ell@~");
    assert_eq!(message.delimiters().encoding_characters(), "~&#\\");
}

#[test]
fn empty_deleted_and_text_are_three_things() {
    let message = parse("MSH|^~\\&|A\rPID|\"\"||a^\"\"|\"\"^x\r");
    assert_eq!(message.field("PID", 1).value(), Value::Deleted);
    assert!(message.field("PID", 1).is_deleted());
    assert_eq!(message.field("PID", 2).value(), Value::Empty);
    assert_eq!(message.field("PID", 3).component(2), Value::Deleted);
    assert!(!message.field("PID", 4).is_deleted());
}

#[test]
fn known_escapes_are_undone_and_unknown_ones_kept() {
    let message = parse(
        "MSH|^~\\&|A\rNTE|a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f|x\\.br\\y|\\X4C69C3A5\\|\\XE5\\|\\H\\v\\N\\|a\\b|\\X4\\\r",
    );
    let field = |number| text(message.field("NTE", number).value());
    assert_eq!(field(1), "a|b^c&d~e\\f");
    assert_eq!(field(2), "x\ny");
    assert_eq!(field(3), "Liå");
    assert_eq!(field(4), "å");
    assert_eq!(field(5), "\\H\\v\\N\\");
    assert_eq!(field(6), "a\\b");
    assert_eq!(field(7), "\\X4\\");
}

#[test]
fn a_header_that_cannot_be_used_gives_its_reason() {
    let refusal = |bytes: &[u8]| Message::parse(bytes).unwrap_err();
    assert_eq!(refusal(b" \r\n"), ParseError::Empty);
    assert_eq!(refusal(b"PID|1"), ParseError::NoHeader);
    assert_eq!(refusal(b"MSH"), ParseError::TruncatedHeader);
    assert_eq!(refusal(b"MSH|^~"), ParseError::TruncatedHeader);
    assert_eq!(refusal(b"MSH|^~\\\\&|A"), ParseError::BadDelimiters);
    assert_eq!(refusal(b"MSHA^~\\&A"), ParseError::BadDelimiters);
    assert_eq!(refusal(b"MSH||A"), ParseError::BadDelimiters);
    assert_eq!(refusal(&vec![b'M'; MAX_MESSAGE_BYTES + 1]), ParseError::TooLarge);
}

#[test]
fn every_line_ending_separates_segments() {
    for ending in ["\r", "\n", "\r\n", "\n\n", "\r\n\r\n"] {
        let message = parse(&format!("MSH|^~\\&|A{ending}PID|1{ending}PV1|1{ending}"));
        assert_eq!(message.segments().map(|s| s.name()).collect::<Vec<_>>(), ["MSH", "PID", "PV1"]);
    }
    let message = parse("MSH|^~\\&|A\rNTE|first\nsecond\nPID|1\r");
    assert_eq!(text(message.field("NTE", 1).value()), "first\nsecond");
    assert_eq!(message.field("PID", 1).raw(), "1");
}

#[test]
fn msh_18_and_the_bytes_choose_the_character_set() {
    let message = |charset: &str, name: &[u8]| {
        let mut bytes = format!("MSH|^~\\&|A|||||||||||||||{charset}\rPID|").into_bytes();
        bytes.extend_from_slice(name);
        text(Message::parse(&bytes).unwrap().field("PID", 1).value())
    };
    assert_eq!(message("UNICODE UTF-8", "Åström".as_bytes()), "Åström");
    assert_eq!(message("8859/1", b"\xc5str\xf6m"), "Åström");
    assert_eq!(message("8859/15~8859/1", b"\xa6koda"), "Škoda");
    assert_eq!(message("", b"\xc5str\xf6m"), "Åström");
    assert_eq!(message("UNICODE UTF-8", b"\xc5str\xf6m"), "Åström");
    assert_eq!(message("ASCII", "Åström".as_bytes()), "Åström");
}

#[test]
fn the_text_comes_back_as_it_came() {
    let original = "MSH|^~\\&#|A|B\\F\\\rPID|1||\"\"^^~~&|\rZXX|å\\X41\\||\r";
    assert_eq!(parse(original).to_text(), original);
    assert_eq!(parse(original).delimiters().truncation, Some('#'));
}

proptest! {
    #[test]
    fn no_bytes_make_the_parser_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Message::parse(&bytes);
    }

    #[test]
    fn no_text_after_a_header_makes_it_panic(
        header in "MSH[!-/:-@]{1,7}[ -~]{0,20}",
        rest in "(\r|\n|[A-Z]{3}|[|^~&#\\\\\"åX.]|[ -~]){0,120}",
        segment in 0_usize..6,
        part in 0_usize..4,
    ) {
        if let Ok(message) = Message::parse(format!("{header}{rest}").as_bytes()) {
            for found in message.segments() {
                let field = found.field(segment);
                let _ = (field.text(), field.first().subcomponent(part, part));
                field.repetitions().for_each(|repetition| drop(repetition.component(part)));
            }
        }
    }

    #[test]
    fn escaped_text_comes_back(text in "[ -~åäö]{1,40}") {
        prop_assume!(text.trim() == text && !text.contains('"'));
        let delimiters = Delimiters::default();
        let message = parse(&format!("MSH|^~\\&|A\rNTE|{}\r", delimiters.escape_text(&text)));
        prop_assert_eq!(message.field("NTE", 1).value().text_or_empty(), text);
    }
}
