//! A browser without script: keeps its cookies, fills forms in, reads answers.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Where it leads.
    pub(crate) to: String,
    pub(crate) html: String,
}

/// Somebody at a screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browser {
    cookie: String,
}

pub(crate) type Fields = Vec<(String, String)>;

impl Browser {
    pub(crate) fn get(&mut self, server: &str, path: &str) -> std::io::Result<Answer> {
        self.send(server, "GET", path, "")
    }

    pub(crate) fn post(
        &mut self,
        server: &str,
        path: &str,
        fields: &Fields,
    ) -> std::io::Result<Answer> {
        let encode = brygga_web::urls::encode;
        let body: Vec<_> = fields.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect();
        self.send(server, "POST", path, &body.join("&"))
    }

    /// Sends anything. An answer that breaks off is an error: it is no receipt.
    pub(crate) fn send(
        &mut self,
        server: &str,
        method: &str,
        path: &str,
        body: &str,
    ) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(server)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {server}\r\nConnection: close\r\n\
             Cookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.cookie,
            body.len()
        )?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let broken = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let (head, html) = text.split_once("\r\n\r\n").ok_or_else(broken)?;
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).ok_or_else(broken)?;
        let header = |name: &str| {
            head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim()
        };
        if let Some(cookie) = header("set-cookie:").split(';').next().filter(|it| !it.is_empty()) {
            cookie.clone_into(&mut self.cookie);
        }
        Ok(Answer { status, to: header("location:").to_owned(), html: html.to_owned() })
    }

    /// Signs in with a password and chooses the first assignment.
    pub(crate) fn sign_in(
        &mut self,
        server: &str,
        user: &str,
        password: &str,
    ) -> std::io::Result<Answer> {
        let fields = pairs(&[("user", user), ("password", password)]);
        self.enter(server, brygga_web::urls::SIGN_IN, &fields)
    }

    /// Signs in as anybody of a demo, in the first assignment.
    pub(crate) fn demo_sign_in(&mut self, server: &str, person: &str) -> std::io::Result<Answer> {
        self.enter(server, brygga_web::urls::DEMO_SIGN_IN, &pairs(&[("person", person)]))
    }

    fn enter(&mut self, server: &str, path: &str, fields: &Fields) -> std::io::Result<Answer> {
        let answer = self.post(server, path, fields)?;
        if answer.status != 303 {
            return Ok(answer);
        }
        let page = self.get(server, "/assignments")?;
        let tag = |start: &str, name: &str| {
            let name = format!(" name=\"{name}\"");
            let mut tags = page.html.split(start);
            let tag = tags.find(|tag| tag.split('>').next().unwrap_or_default().contains(&name));
            attribute(tag.unwrap_or_default(), "value")
        };
        let (csrf, assignment) = (tag("<input", "csrf"), tag("<button", "assignment"));
        let fields = pairs(&[("csrf", &csrf), ("assignment", &assignment)]);
        self.post(server, "/assignments", &fields)
    }

    /// Asks for the stream of changes.
    pub(crate) fn live(&self, server: &str) -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(server)?;
        stream.set_read_timeout(Some(Duration::from_secs(40)))?;
        let (path, cookie) = (brygga_web::urls::LIVE, &self.cookie);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {server}\r\nCookie: {cookie}\r\n\r\n")?;
        Ok(stream)
    }

    /// Reads the stream of changes until it tells of one.
    pub(crate) fn wait_for_change(&self, server: &str) -> std::io::Result<String> {
        let mut stream = self.live(server)?;
        let mut told = String::new();
        while !told.contains("event: change") {
            let mut bytes = [0; 4096];
            let count = stream.read(&mut bytes)?;
            if count == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            told += &String::from_utf8_lossy(&bytes[..count]);
        }
        Ok(told)
    }
}

pub(crate) fn pairs(fields: &[(&str, &str)]) -> Fields {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The value of an attribute of a tag.
pub(crate) fn attribute(tag: &str, name: &str) -> String {
    let tag = tag.split('>').next().unwrap_or_default();
    let found = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest);
    let value = found.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    value.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"")
}

/// What a browser would send of the page's form with a token, with some values typed over; none
/// when the page has no such form.
pub(crate) fn filled(html: &str, values: &[(&str, &str)]) -> Option<Fields> {
    let (_, main) = html.split_once("<main")?;
    let form = main.split("<form").find(|form| form.contains("name=\"token\""))?;
    let form = form.split("</form>").next()?;
    let mut fields = Fields::new();
    for tag in form.split("<input").skip(1) {
        let tag = tag.split('>').next()?;
        let chosen = ["checkbox", "radio"].contains(&attribute(tag, "type").as_str());
        if !chosen || tag.contains(" checked") {
            fields.push((attribute(tag, "name"), attribute(tag, "value")));
        }
    }
    for select in form.split("<select").skip(1) {
        let mut options = select.split("</select>").next()?.split("<option").skip(1);
        let chosen = options.find(|tag| tag.split('>').next().unwrap_or("").contains(" selected"));
        let value = attribute(chosen.unwrap_or_default(), "value");
        fields.push((attribute(select, "name"), value));
    }
    for (name, value) in values {
        fields.retain(|(key, _)| key != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    Some(fields)
}
