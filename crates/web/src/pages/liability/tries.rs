//! What-if: other terms, chosen in a form of the page and kept in its address, and what they would have
//! given. Nothing of it is stored.

use std::collections::BTreeMap;

use brygga_domain::follow_up::payment::compare::{Beside, Compared, Difference};
use brygga_domain::follow_up::payment::{Figures, WhatIf};
use brygga_domain::follow_up::report::Period;
use brygga_domain::registry::{CountyData, PaymentRate, SettingValue};
use brygga_i18n::Texts;

use super::tables::{days, to_pay};
use super::words;
use crate::labels;
use crate::views::{FigureRow, FigureTable, FilterOption, TriedField};

/// The rate of every year of the period, in kronor a day.
const RATE: &str = "rate_sek";

/// The query of the page, by name.
pub(super) type Query = BTreeMap<String, String>;

/// What is tried, as it was written and as it is understood.
#[derive(Debug, Clone, Default)]
pub(super) struct Tried {
    /// None where nothing is tried, or something of it cannot be.
    pub(super) terms: Option<WhatIf>,
    /// The fields with what was written.
    pub(super) fields: Vec<TriedField>,
    /// Something is tried, understood or not.
    pub(super) asked: bool,
}

/// Reads the query; what is empty is as in force.
pub(super) fn read(t: Texts, query: &Query, period: Period) -> Tried {
    let mut terms = WhatIf::default();
    let mut fields = Vec::new();
    let mut wrong = false;
    let mut asked = false;
    let typed = |name: &str| query.get(name).map(|it| it.trim().to_owned()).unwrap_or_default();
    for (name, choices) in WhatIf::settings() {
        let typed = typed(name);
        asked |= !typed.is_empty();
        let number = typed.parse().map(SettingValue::Number);
        let value = number.unwrap_or_else(|_| SettingValue::Word(typed.clone()));
        let fits = CountyData::default().with(name, &value).is_ok();
        if !typed.is_empty() && fits {
            terms.settings.insert((*name).to_owned(), value);
        }
        let error =
            (!typed.is_empty() && !fits).then(|| t.text("liability-try-wrong").into_owned());
        wrong |= error.is_some();
        fields.push(field(t, name, choices, typed, error));
    }
    let rate = typed(RATE);
    asked |= !rate.is_empty();
    let number = rate.parse::<u32>().ok().filter(|it| *it > 0);
    if let Some(amount_sek) = number {
        // Days of a case of the last month may fall in the year after.
        let years = period.from().year()..=period.to().year() + 1;
        terms.rates = years.map(|year| tried_rate(year, amount_sek)).collect();
    }
    let error =
        (!rate.is_empty() && number.is_none()).then(|| t.text("liability-try-wrong").into_owned());
    wrong |= error.is_some();
    fields.push(field(t, RATE, &[], rate, error));
    Tried { terms: (!wrong && !terms.is_empty()).then_some(terms), fields, asked }
}

fn tried_rate(year: i16, amount_sek: u32) -> PaymentRate {
    PaymentRate {
        year,
        amount_sek,
        regulation: String::from("what-if"),
        source: String::from("what-if"),
        confirmed_by: None,
        confirmed_on: None,
    }
}

fn field(
    t: Texts,
    name: &'static str,
    choices: &[&'static str],
    typed: String,
    error: Option<String>,
) -> TriedField {
    let option = |value: &str, label: String| FilterOption {
        value: value.to_owned(),
        label,
        chosen: typed == value,
    };
    let mut options = Vec::new();
    if !choices.is_empty() {
        options.push(option("", t.text("liability-try-as-in-force").into_owned()));
        let word = |it: &&str| {
            let prefix =
                if name == "liability_model" { "liability-model" } else { "liability-try" };
            option(it, labels::word(t, prefix, it))
        };
        options.extend(choices.iter().map(word));
    }
    TriedField { name, label: labels::word(t, "liability-setting", name), options, typed, error }
}

/// The figures in force beside those that were tried.
pub(super) fn table(t: Texts, compared: &Compared) -> FigureTable {
    let row = |label: String, it: &Beside| FigureRow {
        label,
        cells: cells(t, it, compared.in_force.suppressed),
        ..FigureRow::default()
    };
    let unknown = || t.text("liability-unknown-municipality").into_owned();
    let name = |it: &Beside| it.name.clone().or_else(|| it.code.clone()).unwrap_or_else(unknown);
    let keys = [
        "liability-days-in-force",
        "liability-to-pay-in-force",
        "liability-days-tried",
        "liability-to-pay-tried",
        "liability-days-difference",
        "liability-to-pay-difference",
    ];
    FigureTable {
        title: t.text("liability-tried").into_owned(),
        column: t.text("stays-municipality").into_owned(),
        columns: keys.map(|key| t.text(key).into_owned()).to_vec(),
        rows: compared.municipalities.iter().map(|it| row(name(it), it)).collect(),
        sum: Some(row(t.text("stays-everybody").into_owned(), &compared.total)),
    }
}

fn cells(t: Texts, it: &Beside, suppressed: bool) -> Vec<String> {
    let both = |figures: &Figures| [days(t, figures, suppressed), to_pay(t, figures, suppressed)];
    let mut cells: Vec<String> = both(&it.in_force).into_iter().chain(both(&it.tried)).collect();
    cells.push(it.days.map_or_else(|| String::from("–"), |it| signed(t, it)));
    let kronor = |it: Difference| format!("{}{}", sign(it), words::sek(t, it.size()));
    cells.push(it.to_pay_sek.map_or_else(|| String::from("–"), kronor));
    cells
}

fn signed(t: Texts, it: Difference) -> String {
    format!("{}{}", sign(it), words::number(t, it.size()))
}

const fn sign(it: Difference) -> &'static str {
    match it.0 {
        0 => "",
        1.. => "+",
        _ => "−",
    }
}
