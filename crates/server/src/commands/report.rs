//! `brygga report`: figures of follow-up, for the operator. Nothing is hidden, unless the public
//! version is asked for.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use brygga_app::follow_up::{
    Asked, AskedCapacity, AskedStays, AskedTimes, LiabilityReport, capacity_csv, compliance_csv,
    count_capacity, count_lead_times, count_weekend_stays, lead_times_csv, liability, public,
    stays_csv, weekend_stays_scope,
};
use brygga_app::{App, on_day};
use brygga_documents::Document;
use brygga_documents::months::svg;
use brygga_domain::follow_up::capacity::Capacity;
use brygga_domain::follow_up::lead_times::{Compliance, LeadTimes};
use brygga_domain::follow_up::report::{Month, Period, Selection, WeekendStays};
use brygga_domain::follow_up::suppress::{self, Own};
use brygga_domain::ids::HsaId;
use brygga_i18n::Texts;
use brygga_web::documents;
use serde::Serialize;

use crate::cli::{ReportArgs, ReportCommand, ReportFormat};
use crate::site::open_reader;

pub(super) async fn run(command: ReportCommand) -> anyhow::Result<ExitCode> {
    let args = match &command {
        ReportCommand::WeekendStays { args, .. }
        | ReportCommand::LeadTimes(args)
        | ReportCommand::Compliance(args)
        | ReportCommand::Liability(args)
        | ReportCommand::Capacity(args) => args,
    };
    let Some(period) = Period::new(args.from, args.to) else {
        bail!("--to {} must not lie before --from {}, nor ten years after it", args.to, args.from);
    };
    check_form(&command, args)?;
    let app = open_reader(&args.data).await?;
    let ward = args.ward.as_deref().map(|ward| ward_of(&app, ward)).transpose()?;
    let municipality = args.municipality.as_deref().map(|it| code_of(&app, it)).transpose()?;
    let t = Texts::of(args.language);
    let word = &str::to_owned;
    let printed = match &command {
        ReportCommand::WeekendStays { variant, .. } => {
            let selection = Selection { ward, municipality, cause: None };
            let asked =
                AskedStays { period, compared: None, variant: (*variant).into(), selection };
            let scope = weekend_stays_scope(&app, &asked, period, app.now());
            let report = count_weekend_stays(&app, scope).await?;
            let report =
                if args.public { suppress::weekend_stays(report, Own::default()) } else { report };
            match args.format {
                ReportFormat::Json => json(&report)?,
                ReportFormat::Csv => stays_csv(&report, &about(&report), word),
                ReportFormat::Svg => svg(&documents::stays_picture(t, &report)).into_bytes(),
                other => set(other, &documents::stays(t, &report))?,
            }
        }
        ReportCommand::LeadTimes(_) | ReportCommand::Compliance(_) => {
            let selection = Selection { ward, municipality, cause: None };
            let report =
                count_lead_times(&app, &AskedTimes { period, selection }, app.now()).await?;
            let report =
                if args.public { suppress::lead_times(report, Own::default()) } else { report };
            match (&command, args.format) {
                (ReportCommand::LeadTimes(_), format) => match format {
                    ReportFormat::Json => json(&report)?,
                    ReportFormat::Csv => {
                        lead_times_csv(&report, &measured(&report, "lead_times"), word)
                    }
                    other => set(other, &documents::lead_times(t, &report))?,
                },
                (_, ReportFormat::Json) => json(&Compliance::from(report))?,
                (_, ReportFormat::Csv) => {
                    let comment = measured(&report, "compliance");
                    compliance_csv(&Compliance::from(report), &comment, word)
                }
                (_, other) => set(other, &documents::compliance(t, &report.into()))?,
            }
        }
        ReportCommand::Capacity(_) => {
            if ward.is_some() {
                bail!("places are a municipality's: leave --ward out");
            }
            let asked = AskedCapacity { period, municipality };
            let report = count_capacity(&app, &asked, app.now()).await?;
            let report =
                if args.public { suppress::capacity(report, Own::default()) } else { report };
            match args.format {
                ReportFormat::Json => json(&report)?,
                ReportFormat::Csv => capacity_csv(&report, &of_capacity(&report), word),
                other => set(other, &documents::capacity(t, &report))?,
            }
        }
        ReportCommand::Liability(_) => {
            let number = |month: Month| (month.year(), month.month());
            let (from, to) = (number(period.from()), number(period.to()));
            let wards = ward.into_iter().collect();
            let municipalities = municipality.into_iter().collect();
            let report = liability(&app, &Asked { from, to, wards, municipalities }).await?;
            let report = if args.public { public(report) } else { report };
            match args.format {
                ReportFormat::Json => json(&report)?,
                ReportFormat::Csv => liability_csv(&report)?,
                other => set(other, &documents::liability(t, &report))?,
            }
        }
    };
    match &args.out {
        Some(file) => std::fs::write(file, printed)
            .with_context(|| format!("{} could not be written", file.display()))?,
        None => std::io::stdout().lock().write_all(&printed)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses a form that this report does not have, and bytes that a terminal would show as noise.
fn check_form(command: &ReportCommand, args: &ReportArgs) -> anyhow::Result<()> {
    if matches!(args.format, ReportFormat::Svg) && !command.has_diagram() {
        bail!("{} has no diagram: --format is json, csv, xlsx or pdf", command.name());
    }
    if args.format.is_binary() && args.out.is_none() && std::io::stdout().is_terminal() {
        bail!("this form is no text: give --out FILE, or send it to a file or a program");
    }
    Ok(())
}

/// A document in its form.
fn set(format: ReportFormat, document: &Document) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        ReportFormat::Xlsx => brygga_documents::xlsx(document)?,
        _ => brygga_documents::pdf(document),
    })
}

fn json(report: &impl Serialize) -> anyhow::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(report)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn about(report: &WeekendStays) -> String {
    let definition = report.definition;
    format!(
        "{} version {} {}, as of {}, revision {}",
        definition.name,
        definition.version,
        definition.variant.as_str(),
        report.as_of,
        report.revision.unwrap_or_default(),
    )
}

fn measured(report: &LeadTimes, name: &str) -> String {
    format!(
        "{name} version {}, as of {}, revision {}",
        report.definition.version,
        report.as_of,
        report.revision.unwrap_or_default(),
    )
}

fn of_capacity(report: &Capacity) -> String {
    format!(
        "capacity version {}, as of {}, revision {}",
        report.definition.version,
        report.as_of,
        report.revision.unwrap_or_default(),
    )
}

/// A ward by its HSA-id, or by its name as the registry has it.
fn ward_of(app: &App, said: &str) -> anyhow::Result<HsaId> {
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    if let Ok(id) = HsaId::parse(said)
        && today.unit(&id).is_some()
    {
        return Ok(id);
    }
    let mut named = today.units().filter(|unit| unit.name == said || unit.short_name == said);
    match (named.next(), named.next()) {
        (Some(unit), None) => Ok(unit.id.clone()),
        (Some(_), Some(_)) => bail!("several units are named {said}; give the HSA-id"),
        (None, _) => bail!("{said} is not a unit; `brygga registry show` prints them"),
    }
}

/// A municipality by its code, or by its name as the registry has it.
fn code_of(app: &App, said: &str) -> anyhow::Result<String> {
    let registry = app.registry();
    let today = on_day(&registry, app.now());
    if said.len() == 4 && said.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(said.to_owned());
    }
    let code = today.municipalities().find(|it| it.name == said);
    match code.and_then(|it| it.municipality_code.clone()) {
        Some(code) => Ok(code),
        None => bail!("{said} is not a municipality; `brygga registry show` prints them"),
    }
}

/// One row a case, as Excel in Swedish reads it: a byte order mark and semicolons. Of the public
/// version one row a municipality; what is hidden is an empty cell.
fn liability_csv(report: &LiabilityReport) -> anyhow::Result<Vec<u8>> {
    let mut bytes = format!(
        "\u{feff}# liability, model {}, {}, as of {}, revision {}; rounding: {}\r\n",
        report.model, report.definition, report.as_of, report.revision, report.rounding
    )
    .into_bytes();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(&mut bytes);
    writer.write_record([
        "municipality",
        "case_id",
        "notice",
        "notice_sent_at",
        "ward",
        "statutory_start_on",
        "start_on",
        "days",
        "days_municipality_ready",
        "amount_sek",
        "reason",
        "marks",
    ])?;
    for municipality in &report.municipalities {
        let code = municipality.code.clone().unwrap_or_default();
        if report.suppressed {
            let mut row = vec![code];
            row.resize(7, String::new());
            row.extend([shown(municipality.days), String::new(), shown(municipality.amount_sek)]);
            row.resize(12, String::new());
            writer.write_record(row)?;
            continue;
        }
        for case in &municipality.cases {
            writer.write_record([
                code.clone(),
                case.case_id.to_string(),
                case.notice.to_string(),
                case.notice_sent_at.to_string(),
                case.ward.to_string(),
                shown(case.statutory_start_on),
                shown(case.start_on),
                case.days.to_string(),
                case.days_municipality_ready.to_string(),
                shown(case.amount_sek),
                shown(case.reason),
                case.marks.join(" "),
            ])?;
        }
    }
    writer.flush()?;
    drop(writer);
    Ok(bytes)
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
