//! SPDX licence expressions (SPDX 2.3 annex D), as far as crates use them: AND, OR, WITH,
//! parentheses, and the old `MIT/Apache-2.0` for OR.

use anyhow::{Result, bail};

/// Returns whether somebody who accepts the licences in `allowed` may use what `expression` covers.
/// A licence with an exception is allowed only where the pair is: `Apache-2.0 WITH LLVM-exception`.
pub(super) fn is_allowed(expression: &str, allowed: &[&str]) -> Result<bool> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    let verdict = reader.alternatives()?;
    match reader.words.first() {
        None => Ok(verdict),
        Some(word) => bail!("{word} stands where an operator should"),
    }
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a [&'a str],
}

impl<'a> Reader<'a> {
    fn alternatives(&mut self) -> Result<bool> {
        let mut verdict = self.conjunction()?;
        while self.take("OR") {
            // Read even when the verdict is known: the rest must be well formed.
            verdict |= self.conjunction()?;
        }
        Ok(verdict)
    }

    fn conjunction(&mut self) -> Result<bool> {
        let mut verdict = self.single()?;
        while self.take("AND") {
            verdict &= self.single()?;
        }
        Ok(verdict)
    }

    fn single(&mut self) -> Result<bool> {
        if self.take("(") {
            let verdict = self.alternatives()?;
            if !self.take(")") {
                bail!("a parenthesis is not closed");
            }
            return Ok(verdict);
        }
        let licence = self.name()?;
        if self.take("WITH") {
            let pair = format!("{licence} WITH {}", self.name()?);
            return Ok(self.allowed.contains(&pair.as_str()));
        }
        Ok(self.allowed.contains(&licence))
    }

    fn name(&mut self) -> Result<&'a str> {
        match self.words.split_first() {
            Some((name, rest)) if !["AND", "OR", "WITH", "(", ")"].contains(name) => {
                self.words = rest;
                Ok(name)
            }
            Some((word, _)) => bail!("{word} stands where a licence should"),
            None => bail!("the expression ends where a licence should stand"),
        }
    }

    fn take(&mut self, word: &str) -> bool {
        match self.words.split_first() {
            Some((first, rest)) if *first == word => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: [&str; 4] =
        ["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];

    fn allowed(expression: &str) -> bool {
        is_allowed(expression, &ALLOWED).unwrap()
    }

    #[test]
    fn one_allowed_alternative_is_enough() {
        assert!(allowed("MIT OR GPL-3.0-only"));
        assert!(allowed("GPL-3.0-only/MIT"));
        assert!(!allowed("GPL-3.0-only OR AGPL-3.0-only"));
    }

    #[test]
    fn every_part_of_a_conjunction_must_be_allowed() {
        assert!(allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!allowed("MIT AND GPL-3.0-only"));
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert!(allowed("MIT OR GPL-3.0-only AND AGPL-3.0-only"));
        assert!(!allowed("(MIT OR GPL-3.0-only) AND AGPL-3.0-only"));
    }

    #[test]
    fn an_exception_is_allowed_as_a_pair() {
        assert!(allowed("Apache-2.0 WITH LLVM-exception"));
        assert!(!allowed("MIT WITH LLVM-exception"));
    }

    #[test]
    fn a_malformed_expression_is_an_error() {
        for expression in ["", "MIT OR", "MIT Apache-2.0", "(MIT", "MIT)", "AND MIT", "MIT WITH"] {
            assert!(is_allowed(expression, &ALLOWED).is_err(), "{expression}");
        }
    }
}
