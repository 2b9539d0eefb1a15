//! `brygga report`: figures of follow-up, for the operator. Nothing is hidden, unless the public
//! version is asked for.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use brygga_app::follow_up::{
    AskedCapacity, AskedStays, AskedTimes, Lines, capacity_csv, compared_csv, compliance_csv,
    count_capacity, count_lead_times, count_liability, count_measure, count_weekend_stays,
    invoice_csv, lead_times_csv, liability_cases_csv, liability_csv, measure_csv, stays_csv,
    weekend_stays_scope,
};
use brygga_app::registry_file::read_what_if;
use brygga_app::{App, on_day};
use brygga_documents::Document;
use brygga_domain::follow_up::capacity::Capacity;
use brygga_domain::follow_up::lead_times::{Compliance, LeadTimes, Measure, OneMeasure};
use brygga_domain::follow_up::payment::LiabilityReport;
use brygga_domain::follow_up::payment::compare::compare;
use brygga_domain::follow_up::payment::invoice::basis;
use brygga_domain::follow_up::report::{Period, Selection, WeekendStays};
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
        | ReportCommand::LeadTimes { args, .. }
        | ReportCommand::Compliance(args)
        | ReportCommand::Liability { args, .. }
        | ReportCommand::Capacity(args) => args,
    };
    let Some(period) = Period::new(args.from, args.to) else {
        bail!("--to {} must not lie before --from {}, nor ten years after it", args.to, args.from);
    };
    check_form(args)?;
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
                other => set(other, &documents::stays(t, &report))?,
            }
        }
        ReportCommand::LeadTimes { measure: Some(measure), .. } => {
            let selection = Selection { ward, municipality, cause: None };
            one_measure(&app, AskedTimes { period, selection }, *measure, args).await?
        }
        ReportCommand::LeadTimes { measure: None, .. } | ReportCommand::Compliance(_) => {
            let selection = Selection { ward, municipality, cause: None };
            let report =
                count_lead_times(&app, &AskedTimes { period, selection }, app.now()).await?;
            let report =
                if args.public { suppress::lead_times(report, Own::default()) } else { report };
            match (&command, args.format) {
                (ReportCommand::LeadTimes { .. }, format) => match format {
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
        ReportCommand::Liability { what_if, invoice, .. } => {
            let asked =
                AskedTimes { period, selection: Selection { ward, municipality, cause: None } };
            liability_report(&app, &asked, args, what_if.as_deref(), *invoice).await?
        }
    };
    match &args.out {
        Some(file) => std::fs::write(file, printed)
            .with_context(|| format!("{} could not be written", file.display()))?,
        None => std::io::stdout().lock().write_all(&printed)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses bytes that a terminal would show as noise.
fn check_form(args: &ReportArgs) -> anyhow::Result<()> {
    if args.format.is_binary() && args.out.is_none() && std::io::stdout().is_terminal() {
        bail!("this form is no text: give --out FILE, or send it to a file or a program");
    }
    Ok(())
}

/// A document in its form.
fn set(format: ReportFormat, document: &Document) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        ReportFormat::Xlsx => brygga_documents::xlsx(document)?,
        ReportFormat::Svg => match brygga_documents::svg(document) {
            Some(svg) => svg.into_bytes(),
            None => bail!("the invoice basis has no diagram: --format is json, csv, xlsx or pdf"),
        },
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

/// One measure by month. The public version is that of the whole report: what is hidden in it depends on
/// all that stands there.
async fn one_measure(
    app: &App,
    asked: AskedTimes,
    measure: Measure,
    args: &ReportArgs,
) -> anyhow::Result<Vec<u8>> {
    let one = if args.public {
        let report = count_lead_times(app, &asked, app.now()).await?;
        OneMeasure::of(&suppress::lead_times(report, Own::default()), measure)
    } else {
        count_measure(app, &asked, measure, app.now()).await?
    };
    match args.format {
        ReportFormat::Json => json(&one),
        ReportFormat::Csv => {
            let (name, version) = (one.definition.name, one.definition.version);
            let (as_of, revision) = (one.as_of, one.revision.unwrap_or_default());
            let of = measure.as_str();
            let comment =
                format!("{name} version {version} {of}, as of {as_of}, revision {revision}");
            Ok(measure_csv(&one, &comment, &str::to_owned))
        }
        _ => bail!("one measure is figures alone: --format is json or csv"),
    }
}

/// The figures in force, the basis of invoices, or both with others beside them.
async fn liability_report(
    app: &App,
    asked: &AskedTimes,
    args: &ReportArgs,
    what_if: Option<&Path>,
    invoice: bool,
) -> anyhow::Result<Vec<u8>> {
    let (t, word) = (Texts::of(args.language), &str::to_owned);
    let shown = |report: LiabilityReport| {
        if args.public { suppress::payment(report, Own::default()) } else { report }
    };
    let as_of = app.now();
    let has_no_lines = match args.format {
        ReportFormat::Svg => true,
        ReportFormat::Csv => what_if.is_some(),
        _ => false,
    };
    let has_no_lines = !invoice && (args.public || has_no_lines);
    let lines = if has_no_lines { Lines::Counted } else { Lines::Listed };
    let report = shown(count_liability(app, asked, as_of, None, lines).await?);
    let comment = accounted(&report);
    if invoice {
        let basis = basis(&report);
        return match args.format {
            ReportFormat::Json => json(&basis),
            ReportFormat::Csv => {
                Ok(invoice_csv(&basis, &format!("invoice basis, {comment}"), word))
            }
            other => {
                let registry = app.registry();
                let today = on_day(&registry, as_of);
                let ward = |id: &HsaId| today.unit(id).map(|unit| unit.name.clone());
                set(other, &documents::invoice(t, &report, &basis, &ward))
            }
        };
    }
    let Some(file) = what_if else {
        return match args.format {
            ReportFormat::Json => json(&report),
            ReportFormat::Csv if args.public => Ok(liability_csv(&report, &comment, word)),
            ReportFormat::Csv => Ok(liability_cases_csv(&report, &comment, word)),
            other => set(other, &documents::liability(t, &report)),
        };
    };
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("the file {} cannot be read", file.display()))?;
    let terms = read_what_if(&text).map_err(|error| {
        let faults: Vec<String> = error.faults.iter().map(|fault| format!("\n  {fault}")).collect();
        anyhow!("the terms in {} cannot be tried{}", file.display(), faults.concat())
    })?;
    let tried = shown(count_liability(app, asked, as_of, Some(&terms), lines).await?);
    let compared = compare(report, tried, terms);
    match args.format {
        ReportFormat::Json => json(&compared),
        ReportFormat::Csv => {
            Ok(compared_csv(&compared, &format!("WHAT-IF, not in force; {comment}"), word))
        }
        _ => bail!("what-if is never a document to be sent: --format is json or csv"),
    }
}

fn accounted(report: &LiabilityReport) -> String {
    format!(
        "liability, model {}, {}, as of {}, revision {}; rounding: {}",
        report.model, report.definition, report.as_of, report.revision, report.rounding
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
