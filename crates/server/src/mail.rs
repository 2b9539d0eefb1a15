//! The monthly report by e-mail: counted and hidden as for everybody, set as PDF, sent over SMTP.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use brygga_app::follow_up::{
    AskedCapacity, AskedSnapshot, AskedStays, AskedTimes, PublicReport, public_report,
};

use brygga_app::{App, AppError, MonthlyReport, NotSent};
use brygga_documents::Document;
use brygga_domain::follow_up::report::{Month, Period, Selection};
use brygga_domain::follow_up::weekend::Variant;
use brygga_i18n::Texts;
use brygga_web::{documents, urls};
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, Mailboxes, MultiPart, SinglePart};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::config::Config;

/// How long the mail server may keep us waiting for one answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// Months of a report, as on its page.
const MONTHS: i32 = 12;
/// Calendar years of the report of places.
const YEARS: i16 = 5;

/// A mail server as the setting names it. It may hold a password, so that it is never shown whole.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct MailServer(String);

impl MailServer {
    const LOOKS: &str = "an address such as smtps://user:password@mail.example.se or \
        smtp://mail.example.se:587?tls=required; without TLS only on this machine";

    fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        let rest = rest.split(['/', '?']).next().unwrap_or_default();
        rest.rsplit_once('@').map_or(rest, |(_, host)| host)
    }

    fn is_protected(&self) -> bool {
        let (host, _) = self.host().rsplit_once(':').unwrap_or((self.host(), ""));
        let here = ["localhost", "127.0.0.1", "[::1]"].contains(&host);
        let required = self.0.split(['?', '&']).skip(1).any(|it| it == "tls=required");
        self.0.starts_with("smtps://") || required || here
    }
}

impl FromStr for MailServer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let server = Self(text.to_owned());
        let is_one = AsyncSmtpTransport::<Tokio1Executor>::from_url(text).is_ok();
        if is_one && server.is_protected() { Ok(server) } else { Err(Self::LOOKS.to_owned()) }
    }
}

impl fmt::Display for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.0.split_once("://").map_or("", |(scheme, _)| scheme);
        write!(f, "{scheme}://{}", self.host())
    }
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// The address under which people open Brygga: the beginning of links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PublicUrl(String);

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_one = text.starts_with("https://") || text.starts_with("http://");
        let plain = text.chars().all(|it| it.is_ascii_graphic() && !matches!(it, '"' | '<' | '>'));
        if !is_one || !plain || text.contains(['?', '#']) {
            return Err("it is not an address such as https://brygga.example.se".to_owned());
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which report is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailedReport {
    WeekendStays,
    LeadTimes,
    Capacity,
    Liability,
}

impl FromStr for MailedReport {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "weekend-stays" => Ok(Self::WeekendStays),
            "lead-times" => Ok(Self::LeadTimes),
            "capacity" => Ok(Self::Capacity),
            "liability" => Ok(Self::Liability),
            _ => {
                Err("the reports are weekend-stays, lead-times, capacity and liability".to_owned())
            }
        }
    }
}

impl fmt::Display for MailedReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WeekendStays => "weekend-stays",
            Self::LeadTimes => "lead-times",
            Self::Capacity => "capacity",
            Self::Liability => "liability",
        })
    }
}

/// Sends the report of a month to those who are to have it.
pub(crate) struct ReportMail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    to: Mailboxes,
    report: MailedReport,
    public_url: PublicUrl,
    /// A simulated county says so.
    texts: Texts,
}

impl ReportMail {
    /// From the settings; none when no mail server is set.
    pub(crate) fn of(config: &Config) -> anyhow::Result<Option<Self>> {
        let Some(server) = &config.mail.0 else { return Ok(None) };
        let missing = "mail needs mail_from, mail_to and public_url";
        let from: Mailbox = config.mail_from.0.clone().context(missing)?;
        let to = config.mail_to.0.clone().context(missing)?;
        let public_url = config.public_url.0.clone().context(missing)?;
        let domain = from.email.domain().to_owned();
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&server.0)?
            .hello_name(ClientId::Domain(domain))
            .timeout(Some(PATIENCE))
            .build();
        let report = config.mail_report.0.unwrap_or(MailedReport::WeekendStays);
        Ok(Some(Self { transport, from, to, report, public_url, texts: Texts::default() }))
    }

    /// The report as it may leave the parties concerned, and the address of its page.
    async fn document(&self, app: &App, month: Month) -> Result<(Document, String), AppError> {
        let period = self.period(month);
        let selection = Selection::default();
        let (asked, page) = match self.report {
            MailedReport::WeekendStays => {
                let variant = Variant::V1;
                let asked = AskedStays { period, compared: None, variant, selection };
                (AskedSnapshot::WeekendStays(asked), urls::WEEKEND_STAYS)
            }
            MailedReport::LeadTimes => {
                (AskedSnapshot::LeadTimes(AskedTimes { period, selection }), urls::LEAD_TIMES)
            }
            MailedReport::Liability => {
                (AskedSnapshot::Liability(AskedTimes { period, selection }), urls::LIABILITY)
            }
            MailedReport::Capacity => {
                let asked = AskedCapacity { period, municipality: None };
                (AskedSnapshot::Capacity(asked), urls::CAPACITY)
            }
        };
        let document = match public_report(app, &asked).await? {
            PublicReport::WeekendStays(report) => documents::stays(self.texts, &report),
            PublicReport::LeadTimes(report) => documents::times(self.texts, &report),
            PublicReport::Capacity(report) => documents::capacity(self.texts, &report),
            PublicReport::Liability(report) => documents::liability(self.texts, &report),
        };
        let link = format!("{}{page}?period={}_{}", self.public_url, period.from(), period.to());
        Ok((document, link))
    }

    fn period(&self, month: Month) -> Period {
        let first = Month::parse(&format!("{:04}-01", month.year() - YEARS + 1));
        match (self.report, first) {
            (MailedReport::Capacity, Some(first)) => {
                Period::new(first, month).unwrap_or_else(|| Period::ending(month, MONTHS))
            }
            _ => Period::ending(month, MONTHS),
        }
    }

    fn message(&self, month: Month, document: &Document, link: &str) -> anyhow::Result<Message> {
        let t = self.texts;
        let title = document.title.as_str();
        let values = [("title", title), ("link", link)];
        let body = t.with("mail-report-body", &values);
        let file = format!("{}_{month}.pdf", self.report);
        let pdf = Attachment::new(file)
            .body(brygga_documents::pdf(document), ContentType::parse("application/pdf")?);
        let mut message = Message::builder()
            .from(self.from.clone())
            // The same month again is the same letter: who has it already need not see it twice.
            .message_id(Some(format!(
                "<brygga-{}-{month}@{}>",
                self.report,
                self.from.email.domain()
            )))
            .subject(t.with(
                "mail-report-subject",
                &[("title", title), ("month", month.to_string().as_str())],
            ));
        for to in self.to.iter() {
            message = message.to(to.clone());
        }
        let parts = MultiPart::mixed().singlepart(SinglePart::plain(body)).singlepart(pdf);
        Ok(message.multipart(parts)?)
    }
}

#[async_trait]
impl MonthlyReport for ReportMail {
    async fn send(&self, app: &App, month: Month) -> Result<(), NotSent> {
        let (document, link) = self.document(app, month).await?;
        let message = self.message(month, &document, &link).map_err(|error| NotSent {
            why: format!("the letter could not be set: {error:#}"),
            for_good: true,
        })?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => {
                let for_good = error.is_permanent();
                let error = anyhow::Error::new(error);
                Err(NotSent { why: format!("the mail server: {error:#}"), for_good })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use brygga_app::care_chain::PROJECTIONS;
    use brygga_testkit::TestSite;
    use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
    use tokio::net::TcpListener;

    use super::*;

    /// Takes one letter, or refuses its recipients with a code; gives the commands and the letter.
    async fn mail_server(refusal: Option<&'static str>) -> (u16, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            write.write_all(b"220 test\r\n").await.unwrap();
            let (mut said, mut in_letter) = (String::new(), false);
            while let Ok(Some(line)) = lines.next_line().await {
                said += &line;
                said.push('\n');
                let answer = match (in_letter, &line) {
                    (true, line) if line == "." => {
                        in_letter = false;
                        "250 taken"
                    }
                    (true, _) => continue,
                    (false, line) if line.starts_with("RCPT") => refusal.unwrap_or("250 yes"),
                    (false, line) if line == "DATA" => {
                        in_letter = true;
                        "354 go on"
                    }
                    (false, line) if line == "QUIT" => "221 bye",
                    _ => "250 yes",
                };
                if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                    break;
                }
            }
            said
        });
        (port, taken)
    }

    fn mail(port: u16, report: MailedReport) -> ReportMail {
        let addresses = crate::cli::Addresses {
            mail: Some(format!("smtp://127.0.0.1:{port}").parse().unwrap()),
            mail_from: Some("Brygga <brygga@example.se>".parse().unwrap()),
            mail_to: Some("a@example.se, Åsa <asa@example.se>".parse().unwrap()),
            mail_report: Some(report),
            public_url: Some("https://brygga.example.se/".parse().unwrap()),
            ..Default::default()
        };
        let folder = tempfile::tempdir().unwrap();
        let config = Config::read(folder.path(), &addresses).unwrap();
        ReportMail::of(&config).unwrap().unwrap()
    }

    async fn site() -> TestSite {
        let site = TestSite::new().await;
        site.store.save_projection_version(PROJECTIONS).await.unwrap();
        site
    }

    fn october() -> Month {
        Month::parse("2026-10").unwrap()
    }

    #[tokio::test]
    async fn each_report_leaves_as_a_pdf_with_the_link_to_its_page() {
        let site = site().await;
        for (report, period) in [
            (MailedReport::WeekendStays, "2025-11_2026-10"),
            (MailedReport::LeadTimes, "2025-11_2026-10"),
            (MailedReport::Liability, "2025-11_2026-10"),
            (MailedReport::Capacity, "2022-01_2026-10"),
        ] {
            let (port, taken) = mail_server(None).await;
            let mail = mail(port, report);
            mail.send(&site.app, october()).await.map_err(|it| it.why).unwrap();
            drop(mail);
            let said = taken.await.unwrap();
            assert!(said.contains("EHLO example.se"), "{said}");
            for to in ["RCPT TO:<a@example.se>", "RCPT TO:<asa@example.se>"] {
                assert!(said.contains(to), "{said}");
            }
            assert!(said.contains("Content-Type: application/pdf"), "{said}");
            assert!(said.contains(&format!("Message-ID: <brygga-{report}-2026-10@example.se>")));
            let link = format!("https://brygga.example.se/follow-up/{report}?period");
            let plain = said.replace("=\n", "");
            assert!(plain.contains(&link), "{plain}");
            assert!(plain.contains(period), "{plain}");
        }
    }

    #[tokio::test]
    async fn a_refusal_for_good_is_told_apart_from_one_for_now() {
        let site = site().await;
        for (refusal, for_good) in [("550 nobody", true), ("451 later", false)] {
            let (port, _taken) = mail_server(Some(refusal)).await;
            let mail = mail(port, MailedReport::Capacity);
            let failed = mail.send(&site.app, october()).await.unwrap_err();
            assert_eq!(failed.for_good, for_good, "{}", failed.why);
            assert!(failed.why.contains("the mail server: "), "{}", failed.why);
        }
        let closed = mail(1, MailedReport::Capacity).send(&site.app, october()).await.unwrap_err();
        assert!(!closed.for_good, "a server that does not answer may do so later");
    }

    #[test]
    fn a_mail_server_elsewhere_has_tls_and_its_password_is_never_shown() {
        let parse = |text: &str| text.parse::<MailServer>();
        for good in [
            "smtps://u:p@mail.example.se",
            "smtp://u:p@mail.example.se:587?tls=required",
            "smtp://127.0.0.1:25",
            "smtp://localhost",
        ] {
            let server = parse(good).unwrap();
            assert!(!format!("{server} {server:?}").contains("u:p"), "{server}");
        }
        for bad in ["smtp://mail.example.se", "smtp://mail.example.se?tls=opportunistic", "x", ""] {
            assert!(parse(bad).unwrap_err().contains("without TLS only on this machine"), "{bad}");
        }
        assert!("ftp://x".parse::<PublicUrl>().is_err());
        assert!("https://x?y".parse::<PublicUrl>().is_err());
    }
}
