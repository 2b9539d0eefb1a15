//! G7: a worklist of fifty rows and the page of a case with forty events, and both again with ten
//! thousand and a million closed cases.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, ensure};

use super::{Bench, Round, Side, absolute, part};
use crate::closed::closed_chains;
use crate::http;
use crate::load::{Arrival, Run, drive, fetch};
use crate::pairs::case::EVENTS;
use crate::report::{Goal, Part, Wanted};
use crate::server::Server;
use crate::site::{LIST_WARD, LISTED, open_list, sqlite_in, with_registry};

/// Pages of one run.
const PAGES: usize = 200;
/// Browsers at once.
const BROWSERS: usize = 4;
/// Tasks that the pair's search finds fifty of.
const TASKS: usize = 4_000;

/// Our server over a folder with open cases on the ward of the list.
struct Site {
    server: Server,
    list: Arc<Vec<Vec<u8>>>,
    case: Arc<Vec<Vec<u8>>>,
}

impl Site {
    fn start(folder: &Path) -> anyhow::Result<Self> {
        let place = folder.to_str().context("the folder has a plain name")?;
        let mut server = Server::start("ours", &[place])?;
        let cookie = server.order(&format!("sign-in {LIST_WARD}"))?;
        let list = http::get(brygga_web::urls::HOME, &cookie);
        let pages = fetch(&server, std::slice::from_ref(&list))?;
        let page = pages.first().context("the list answers")?.text();
        let rows = page.matches("href=\"/care-chains/").count();
        ensure!(rows >= 50, "the list shows {rows} rows");
        // The case with the most events stands somewhere in the list: the longest page is its.
        let cases: Vec<Vec<u8>> = case_paths(&page)
            .into_iter()
            .map(|path| http::get(&format!("{path}?all=yes"), &cookie))
            .collect();
        let answers = fetch(&server, &cases)?;
        let longest = answers.iter().zip(cases).max_by_key(|(answer, _)| answer.body.len());
        let (answer, case) = longest.context("the list names a case")?;
        ensure!(answer.status == 200, "the page of a case answers {}", answer.status);
        let same = |request: Vec<u8>| Arc::new(vec![request; PAGES]);
        Ok(Self { server, list: same(list), case: same(case) })
    }
}

/// The addresses of the cases on a list.
fn case_paths(page: &str) -> Vec<String> {
    let mut found: Vec<String> = page
        .split("href=\"/care-chains/")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '?', '#', '/']).next())
        .filter(|id| id.len() >= 32)
        .map(|id| format!("/care-chains/{id}"))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

pub(crate) fn measure(bench: &mut Bench) -> anyhow::Result<Goal> {
    let (folder, tasks, cases) = (bench.folder()?, bench.folder()?, bench.folder()?);
    bench.runtime.block_on(async {
        let app = with_registry(sqlite_in(folder.path())?).await?;
        open_list(&app, true, LISTED).await
    })?;
    let site = Site::start(folder.path())?;
    let plain = |path: &Path| path.to_str().map(str::to_owned).context("a plain name");
    let search = Server::start("sqlite", &[&plain(tasks.path())?])?;
    drive(&search, &super::acts::tasks(TASKS), 16, Arrival::Closed, 201)?;
    let case = Server::start("case", &[&plain(cases.path())?])?;

    let found = Arc::new(vec![http::get("/Task?status=requested&_count=50", ""); PAGES]);
    let lists = bench.abba(|side| match side {
        Side::Ours => drive(&site.server, &site.list, BROWSERS, Arrival::Closed, 200),
        Side::Pair => drive(&search, &found, BROWSERS, Arrival::Closed, 200),
    })?;
    let same = Arc::new(vec![http::get("/case", ""); PAGES]);
    let cases = bench.abba(|side| match side {
        Side::Ours => drive(&site.server, &site.case, BROWSERS, Arrival::Closed, 200),
        Side::Pair => drive(&case, &same, BROWSERS, Arrival::Closed, 200),
    })?;
    let alone = bench.abba(|side| match side {
        Side::Ours => drive(&site.server, &site.list, 1, Arrival::Closed, 200),
        Side::Pair => drive(&site.server, &site.case, 1, Arrival::Closed, 200),
    })?;
    let mut parts = vec![
        part("worklist, 50 rows: server CPU", Wanted::AtMost(6.0), &lists, "µs", |run| run.cpu),
        part("case, 40 events: server CPU", Wanted::AtMost(2.0), &cases, "µs", |run| run.cpu),
        absolute("case: CPU of the access log", Wanted::Nothing, &cases, "µs", |run| run.writer),
        absolute("worklist: p50, ms", Wanted::AtMost(10.0), &alone, "ms", |run| run.p50),
        of_case("case: p50, ms", &alone),
    ];
    drop((site, search, case));
    parts.extend(by_size(bench)?);
    Ok(Goal {
        key: "G7",
        title: "pages",
        parts,
        notes: vec![
            format!(
                "The pairs are a handler that answers a search of 50 resources of 1 KB, and one that \
                 renders the template of the case page with {EVENTS} events from one SELECT."
            ),
            "p50 is of one browser that asks again and again.".to_owned(),
        ],
    })
}

/// The second series of one browser is of the case page.
fn of_case(what: &str, rounds: &[Round<Run>]) -> Part {
    let turned: Vec<Round<Run>> =
        rounds.iter().map(|round| Round { ours: round.pair, pair: round.ours }).collect();
    absolute(what, Wanted::AtMost(10.0), &turned, "ms", |run| run.p50)
}

/// The same pages with many closed cases in the same file, and how long the server takes to start.
fn by_size(bench: &mut Bench) -> anyhow::Result<Vec<Part>> {
    let small = size(bench, 10_000)?;
    if !bench.large {
        return Ok(Vec::new());
    }
    let large = size(bench, 1_000_000)?;
    let mut parts = Vec::new();
    for what in ["worklist", "case"] {
        let rounds = bench.abba(|side| {
            let site = if side == Side::Ours { &large } else { &small };
            let pages = if what == "case" { &site.case } else { &site.list };
            drive(&site.server, pages, 1, Arrival::Closed, 200)
        })?;
        let p50 = format!("{what}: p50 with 1 000 000 closed to 10 000");
        parts.push(part(&p50, Wanted::AtMost(1.2), &rounds, "ms", |run| run.p50));
        let cpu = format!("{what}, 1 000 000 closed: server CPU, ms");
        parts.push(absolute(&cpu, Wanted::AtMost(10.0), &rounds, "ms", |run| run.cpu / 1e3));
    }
    Ok(parts)
}

fn size(bench: &mut Bench, chains: u64) -> anyhow::Result<Site> {
    let base = bench.base.clone();
    let folder = bench.runtime.block_on(closed_chains(&base, chains, LISTED))?;
    let site = Site::start(&folder)?;
    let bytes = std::fs::metadata(folder.join(brygga_store_sqlite::FILE_NAME))?.len();
    let runs = [&site.list, &site.case].map(|pages| {
        drive(&site.server, pages, 1, Arrival::Closed, 200)?;
        drive(&site.server, pages, 1, Arrival::Closed, 200)
    });
    let [list, case] = runs;
    let (list, case) = (list?, case?);
    bench.facts.push((
        format!("{chains} closed cases"),
        format!(
            "start-up {:.0} ms; worklist p50 {:.2} ms, {:.0} µs of server CPU; case p50 {:.2} ms, \
             {:.0} µs; {} MB",
            site.server.started_in.as_secs_f64() * 1e3,
            list.p50,
            list.cpu,
            case.p50,
            case.cpu,
            bytes / 1_000_000
        ),
    ));
    Ok(site)
}
