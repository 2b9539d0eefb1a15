//! A county that is interrupted goes on to the log that it would have come to.

use std::sync::Arc;

use brygga_app::{App, Clock, Entropy, Settings};
use brygga_policy::Policies;
use brygga_sim::{Progress, Resume, SeededEntropy, SimClock, SimOptions, resume, simulate};
use brygga_store::{LogDigest, Store, log_digest};
use futures::future::{Either, select};
use tokio::sync::Notify;

use crate::site::{friday, import, store};

const SEED: u64 = 11;

fn options() -> SimOptions {
    SimOptions { weeks: 1, ..SimOptions::new(SEED, friday()) }
}

/// A process over the log: its own clock and chance, from the beginning.
struct Process {
    clock: Arc<SimClock>,
    entropy: Arc<SeededEntropy>,
}

impl Process {
    fn new() -> Self {
        let before = "2026-01-01T00:00:00Z".parse().expect("the time is a constant");
        let entropy = Arc::new(SeededEntropy::new(SEED));
        Self { clock: Arc::new(SimClock::at(before)), entropy }
    }

    async fn app(&self, store: &Arc<dyn Store>) -> App {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let entropy = Arc::clone(&self.entropy) as Arc<dyn Entropy>;
        let settings = Settings { demo: true, secret: [7; 32] };
        let policies = Arc::new(Policies::embedded());
        let app = App::start(Arc::clone(store), clock, entropy, policies, settings).await;
        app.expect("a test site starts")
    }

    /// Goes on with the log, or begins it, and stops after so many days that are told; with none
    /// goes to the end. `told` is whether each day was one of the repetition.
    async fn run(self, log: &Arc<dyn Store>, days: usize) -> Vec<bool> {
        let stop = Notify::new();
        let mut told = Vec::new();
        let mut progress = |at: &Progress| {
            told.push(at.again);
            if told.len() == days {
                stop.notify_one();
            }
        };
        let is_new = log.last().await.expect("the log reads").is_empty();
        let beside = if is_new { Arc::clone(log) } else { store() };
        let app = self.app(&beside).await;
        import(&app).await;
        let opts = options();
        let there = if is_new { None } else { Some(self.app(log).await) };
        {
            let going = async {
                match &there {
                    None => simulate(&app, &self.clock, &opts, &mut progress).await,
                    Some(there) => {
                        let from = Resume::new(there, &app).await?;
                        resume(&app, &self.clock, &opts, from, &mut progress).await
                    }
                }
            };
            let stopped = std::pin::pin!(stop.notified());
            match select(stopped, std::pin::pin!(going)).await {
                Either::Left(_) => {}
                Either::Right((done, _)) => drop(done.expect("the county goes through")),
            }
        }
        log.flush().await.expect("the log is kept");
        told
    }
}

async fn digest(log: &Arc<dyn Store>) -> LogDigest {
    log_digest(&**log).await.expect("the log reads")
}

#[tokio::test]
async fn an_interrupted_county_goes_on_to_the_same_log() {
    let whole = store();
    Process::new().run(&whole, 0).await;
    let wanted = digest(&whole).await;

    let log = store();
    assert_eq!(Process::new().run(&log, 2).await, [false, false]);
    let two_days = digest(&log).await.events;
    // Interrupted again, in the midst of the repetition: nothing is written.
    assert_eq!(Process::new().run(&log, 1).await, [true]);
    assert_eq!(digest(&log).await.events, two_days);
    // And after it.
    let told = Process::new().run(&log, 5).await;
    assert!(told.starts_with(&[true]) && told.ends_with(&[false]), "{told:?}");
    let five_days = digest(&log).await.events;
    assert!(two_days < five_days && five_days < wanted.events);
    Process::new().run(&log, 0).await;
    assert_eq!(digest(&log).await, wanted);
}

#[tokio::test]
async fn a_log_of_another_county_is_not_gone_on_with() {
    let log = store();
    Process::new().run(&log, 3).await;
    let process = Process { entropy: Arc::new(SeededEntropy::new(12)), ..Process::new() };
    let again = process.app(&store()).await;
    import(&again).await;
    let there = process.app(&log).await;
    let from = Resume::new(&there, &again).await.expect("the logs read");
    let other = SimOptions { seed: 12, ..options() };
    let before = digest(&log).await;
    let refused = resume(&again, &process.clock, &other, from, &mut |_| {}).await;
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(digest(&log).await, before);
}
