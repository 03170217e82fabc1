//! The door through which a second start hands over its link: who may come, with what, and how often.

use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::Stdio;

use support::session::{Keyring, require};
use support::wait::until;

use crate::scene::{Scene, start_sign_in};
use crate::web_view::{Ear, listen};

/// The socket of the running app.
pub(crate) fn door(scene: &Scene) -> PathBuf {
    PathBuf::from(std::fs::read_to_string(scene.home().join("app.lock")).unwrap())
}

/// Says something at the door, and gives the answer.
pub(crate) fn say(door: &std::path::Path, message: &[u8]) -> Vec<u8> {
    let mut stream = UnixStream::connect(door).unwrap();
    let _ = stream.write_all(message);
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn d5_ten_thousand_junk_links_are_one_notice_no_request_and_no_harm_to_a_pending_sign_in() {
    let (scene, fake, provider) = Scene::with_fake().await;
    let authorize = start_sign_in(scene.app(), &provider).await;
    let ear: Ear = listen(scene.app()).await;
    fake.forget_seen();
    let door = door(&scene);
    for number in 0..10_000 {
        let link = match number % 5 {
            0 => format!("app.countersign.desktop:/callback?code={number}&state={number}").into_bytes(),
            1 => format!("app.countersign.desktop:/callback?state={number}").into_bytes(),
            2 => vec![0xff; 1 + number % 100],
            3 => format!("javascript:alert({number})").into_bytes(),
            _ => format!("app.countersign.desktop:/callback?error=access_denied&state=x{}", "y".repeat(number % 8000)).into_bytes(),
        };
        assert_eq!(say(&door, &[b"countersign 1 c", link.as_slice()].concat()), b"+", "link {number}");
    }
    for junk in [&b""[..], b"GET / HTTP/1.1\r\n\r\n", b"countersign 1 x", &[b"countersign 1 c".to_vec(), vec![b'a'; 8193]].concat()] {
        assert_ne!(say(&door, junk), b"+");
    }
    assert!(fake.seen_at_all().is_empty(), "{:?}", fake.seen_at_all());
    scene.open_link(&fake.accept(&authorize));
    scene.app().find("nav [data-account][data-state='active']").await;
    let notices = ear.heard(scene.app()).await.iter().filter(|text| text.contains("\"notice\"")).count();
    assert_eq!(notices, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn d3_whoever_listens_on_the_bus_or_squats_a_name_receives_nothing() {
    require(&["dbus-monitor"]);
    let mut scene = Scene::without_app(Keyring::Unlocked).await;
    let address = scene.session.environment().iter().find(|(name, _)| name == "DBUS_SESSION_BUS_ADDRESS").unwrap().1.clone();
    let squatter = zbus::connection::Builder::address(address.to_str().unwrap()).unwrap().build().await.unwrap();
    for name in ["app.countersign.desktop", "app.countersign.desktop.SingleInstance", "org.app_countersign_desktop.SingleInstance"] {
        squatter.request_name(name).await.unwrap();
    }
    let heard = scene.session.path().join("heard");
    let monitor = scene.session.command("dbus-monitor").arg("--session").stdout(std::fs::File::create(&heard).unwrap()).spawn().unwrap();
    scene.session.keep(monitor);
    let heard = || String::from_utf8_lossy(&std::fs::read(&heard).unwrap()).into_owned();
    until("the monitor to hear the bus", || heard().contains("org.freedesktop"));
    scene.start_app().await;
    scene.open_link("app.countersign.desktop:/callback?code=canary-for-the-bus&state=s");
    scene.app().find("[data-test='notice']").await;
    // The bus hands on in order: who has heard this has heard what was said before.
    let _nobody =
        scene.session.gdbus("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", &["the.last.word"]);
    until("the monitor to hear it all", || heard().contains("the.last.word"));
    assert!(!heard().contains("canary-for-the-bus"));
    until("the second start to end", || scene.app_processes().len() == 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn d3_the_door_is_for_its_owner_only_and_a_second_start_goes_through_it() {
    let scene = Scene::new(Keyring::Unlocked).await;
    let door = door(&scene);
    assert_eq!(std::fs::metadata(&door).unwrap().mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(door.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    assert!(scene.start_second(&[]).wait().unwrap().success(), "without a link it shows the window, and ends");
    let long = format!("app.countersign.desktop:/callback?state={}", "x".repeat(8192));
    let refused = scene
        .session
        .command(support::programs::program("countersign-desktop"))
        .arg(&long)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("8 KiB"));
    until("the second starts to end", || scene.app_processes().len() == 1);
}
