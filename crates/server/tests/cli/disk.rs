//! A disk that is full, for real: a small one in memory.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use brygga_testkit_postgres::{database_in, server_user};
use brygga_web::urls;

use crate::browser::{Browser, filled};
use crate::harness::{
    PASSWORD, Sender, Server, admission, brygga, county_with_kim, export, text, wait,
};

/// A file system of this size; only root may make one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn new(megabytes: u32) -> Option<Self> {
        Self::of(megabytes, (0, 0))
    }

    /// That belongs to a user and a group.
    fn of(megabytes: u32, (user, group): (u32, u32)) -> Option<Self> {
        if !rustix::process::getuid().is_root() {
            println!("not run: only root can make a small disk");
            return None;
        }
        let folder = tempfile::tempdir().unwrap().keep();
        let size = format!("size={megabytes}m,mode=700,uid={user},gid={group}");
        let mount = ["-t", "tmpfs", "-o", &size, "brygga-test"];
        let mounted = Command::new("mount").args(mount).arg(&folder).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            println!("not run: this system does not let root make a small disk");
            fs::remove_dir(&folder).unwrap();
            return None;
        }
        Some(Self(folder))
    }

    fn fill(&self) -> PathBuf {
        let path = self.0.join("filler");
        let mut file = File::create(&path).unwrap();
        for size in [1 << 20, 4 << 10] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
        let _ = fs::remove_dir(&self.0);
    }
}

/// Until it holds; at most ten seconds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..100 {
        if holds() {
            return;
        }
        wait(Duration::from_millis(100));
    }
    panic!("{what}");
}

fn send(sender: &mut Sender, data: &Path, n: u32) -> String {
    let code = sender.send(&admission(&format!("C{n}"), &format!("V{n}"), "193108028287", "AVD37"));
    code.unwrap_or_else(|error| panic!("{}: {error}", data.display()))
}

#[test]
fn on_a_full_disk_pages_are_read_acts_are_refused_and_nothing_answered_is_lost() {
    let Some(disk) = SmallDisk::new(48) else { return };
    let data = disk.0.join("data");
    let mut server = Server::start(&data);
    county_with_kim(&data);
    let mut kim = Browser::default();
    assert_eq!(kim.sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    let message = kim.get(&server.http, "/care-chains/start").unwrap();
    assert_eq!(message.status, 200);
    let reserve = data.join("reserve");
    assert!(reserve.exists());

    let mut sender = server.sender();
    let mut acknowledged = Vec::new();
    for n in 0..20 {
        assert_eq!(send(&mut sender, &data, n), "AA");
        acknowledged.push(n);
    }
    let filler = disk.fill();
    let mut n = 20;
    // Room that the write-ahead log has already is used before the disk is asked.
    while send(&mut sender, &data, n) == "AA" {
        acknowledged.push(n);
        n += 1;
        assert!(n < 5_000, "the disk fills");
    }
    until("the reserve is freed", || !reserve.exists());
    // Acts are refused although the reserve has room for some. Each is a new one: what was answered
    // once is answered again.
    until("acts are refused", || {
        n += 1;
        let refused = send(&mut sender, &data, n) != "AA";
        if !refused {
            acknowledged.push(n);
        }
        refused
    });
    for _ in 0..3 {
        let list = kim.get(&server.http, urls::HOME).unwrap();
        assert_eq!(list.status, 200, "{}", list.html);
        n += 1;
        assert_ne!(send(&mut sender, &data, n), "AA");
    }
    let form = kim.get(&server.http, "/care-chains/start?municipality=9901&area=Norr").unwrap();
    let values = [
        ("identity", "19380712-9022"),
        ("family", "Mallström"),
        ("given", "Greta"),
        ("municipality", "9901"),
        ("reason", "Fall i hemmet"),
    ];
    let fields = filled(&form.html, &values).unwrap();
    let refused = kim.post(&server.http, "/care-chains/start", &fields).unwrap();
    assert!(refused.html.contains("Fall i hemmet"), "what was typed is there: {}", refused.html);

    fs::remove_file(filler).unwrap();
    until("writing resumes", || send(&mut sender, &data, n) == "AA");
    acknowledged.push(n);
    assert!(reserve.exists());
    assert_eq!(server.stop(), Some(0));
    let verified = brygga(&["verify"], &data);
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    let stays = export(&data, &["--all"]);
    for n in &acknowledged {
        let visit = format!("V{n}");
        assert!(stays.iter().any(|stay| stay["visit"] == visit.as_str()), "{visit} was answered");
    }
    println!("{} admissions answered, the last after there was room again", acknowledged.len());
}

#[test]
fn on_a_full_disk_of_the_database_acts_are_refused_and_nothing_answered_is_lost() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let Some(disk) = server_user().and_then(|user| SmallDisk::of(64, user)) else { return };
    let Some(database) = runtime.block_on(database_in(&disk.0)) else { return };
    let data = tempfile::tempdir().unwrap();
    let line = format!("database = \"{}\"\n", database.address());
    fs::write(data.path().join("brygga.toml"), line).unwrap();
    county_with_kim(data.path());
    let mut server = Server::start(data.path());
    let mut kim = Browser::default();
    assert_eq!(kim.sign_in(&server.http, "kim", PASSWORD).unwrap().status, 303);
    let mut sender = server.sender();
    let mut acknowledged = Vec::new();
    for n in 0..20 {
        assert_eq!(send(&mut sender, data.path(), n), "AA");
        acknowledged.push(n);
    }
    let filler = disk.fill();
    let mut n = 20;
    // What the tables have of room already is used first.
    while send(&mut sender, data.path(), n) == "AA" {
        acknowledged.push(n);
        n += 1;
        assert!(n < 5_000, "the disk fills");
    }
    let list = kim.get(&server.http, urls::HOME).unwrap();
    assert_eq!(list.status, 200, "{}", list.html);
    fs::remove_file(filler).unwrap();
    until("writing resumes", || send(&mut sender, data.path(), n) == "AA");
    acknowledged.push(n);
    assert_eq!(server.stop(), Some(0));
    let verified = brygga(&["verify"], data.path());
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    let stays = export(data.path(), &["--all"]);
    for n in &acknowledged {
        let visit = format!("V{n}");
        assert!(stays.iter().any(|stay| stay["visit"] == visit.as_str()), "{visit} was answered");
    }
    println!("{} admissions answered, the last after there was room again", acknowledged.len());
    drop(database);
}
