//! Simulates the county once and prints what came of it.

#[path = "../tests/county/site.rs"]
mod site;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(1);
    let weeks = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(8);
    let site = site::simulated(seed, weeks).await;
    println!("{:#?}", site.report);
    println!(
        "{:.2} s, {} units of staff lists",
        site.report.seconds(),
        site.app.registry().at(jiff::civil::date(2026, 11, 20)).units().count()
    );
}
