//! The readers over the corpus in `fuzz/corpus` and over mutations of it, the same ones each time.
//! What libFuzzer finds is put into the corpus and stays found.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use std::path::{Path, PathBuf};

use brygga_fuzz_targets::{TARGETS, Target};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

/// Inputs do not grow beyond this.
const LONGEST: usize = 4096;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder = fuzz().join("corpus").join(target.name);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

struct Mutator(ChaCha8Rng);

impl Mutator {
    /// A number below `end`, or 0.
    fn below(&mut self, end: usize) -> usize {
        let number = usize::try_from(self.0.next_u32()).unwrap();
        if end == 0 { 0 } else { number % end }
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// One to eight changes of one of the inputs.
    fn input(&mut self, seeds: &[Vec<u8>], words: &[&[u8]]) -> Vec<u8> {
        let mut input = self.one_of(seeds).clone();
        for _ in 0..=self.below(8) {
            let at = self.below(input.len() + 1);
            match self.below(7) {
                0 if at < input.len() => input[at] ^= 1 << self.below(8),
                1 if at < input.len() => input[at] = u8::try_from(self.below(256)).unwrap(),
                2 => input.truncate(at),
                3 => {
                    let word = *self.one_of(words);
                    input.splice(at..at, word.iter().copied());
                }
                4 => {
                    let end = at + self.below(input.len() + 1 - at);
                    input.drain(at..end);
                }
                5 => {
                    // A piece of the same again: repeated fields, nested values.
                    let end = at + self.below(input.len() + 1 - at);
                    let piece = input[at..end].to_vec();
                    input.splice(at..at, piece);
                }
                _ => {
                    let other = self.one_of(seeds);
                    let from = self.below(other.len() + 1);
                    input.truncate(at);
                    input.extend_from_slice(&other[from..]);
                }
            }
            input.truncate(LONGEST);
        }
        input
    }
}

fn try_target(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let seeds = corpus(target);
    for seed in &seeds {
        (target.run)(seed);
    }
    let mut mutator = Mutator(ChaCha8Rng::seed_from_u64(7));
    for _ in 0..target.mutations {
        let input = mutator.input(&seeds, target.words);
        let tried = std::panic::catch_unwind(|| (target.run)(&input));
        assert!(tried.is_ok(), "{name} does not stand {:?}", String::from_utf8_lossy(&input));
    }
}

#[test]
fn any_bytes_are_a_header_or_none() {
    try_target("envelope_header");
}

#[test]
fn any_bytes_are_a_body_or_none() {
    try_target("envelope_body");
}

#[test]
fn any_bytes_on_the_feed_have_an_answer() {
    try_target("hl7");
}

#[test]
fn no_bytes_open_a_form() {
    try_target("form_token");
}

#[test]
fn any_registry_file_is_read_or_its_faults_are_named() {
    try_target("registry_file");
}

#[test]
fn any_history_is_rows_or_its_faults_are_named() {
    try_target("care_chain_rows");
}

#[test]
fn any_text_can_be_searched_for() {
    try_target("search");
}

#[test]
fn each_target_has_a_program_for_the_fuzzer() {
    let manifest = std::fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    for target in TARGETS {
        let program = fuzz().join(format!("fuzz_targets/{}.rs", target.name));
        let program = std::fs::read_to_string(program).unwrap();
        assert!(program.contains(&format!("brygga_fuzz_targets::{}(", target.name)));
        assert!(manifest.contains(&format!("name = \"{}\"", target.name)), "{}", target.name);
    }
}
