//! The pages on which people look after their own account.

use insta::assert_snapshot;
use support::client::Client;
use support::service::{MICHAEL, PASSWORD, Service, web_app};
use support::shown::shown;
use support::visitor::{Answer, Form, Visitor};

const NEW: &str = "another horse entirely";

/// Michael at a page of his account.
async fn at(service: &Service, path: &str) -> (Visitor, Answer) {
    let mut visitor = Visitor::new();
    let page = visitor.sign_in(&service.url(path), MICHAEL).await;
    assert_eq!((page.status, page.url.path()), (200, path), "{}", page.body);
    (visitor, page)
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_way_in() {
    let service = Service::start().await;
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/account/sessions")).await), @r#"
    GET /account/sessions
    303
    cache-control: no-store
    location: /account/sign-in?to=/account/sessions
    "#);
    assert_snapshot!(shown(&Visitor::new().open(&service.url("/account/sign-in?to=/account/sessions")).await), @r#"
    GET /account/sign-in
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax

    Sign in
    to look after your account.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    "#);
}

#[tokio::test]
async fn signing_in_leads_on_and_a_wrong_password_does_not() {
    let service = Service::with_people().await;
    let mut visitor = Visitor::new();
    let page = visitor.visit(&service.url("/account")).await;
    let form = |password: &str| page.form_with("password").with("email", MICHAEL).with("password", password);
    assert_snapshot!(shown(&visitor.submit(&page, &form("not the password")).await), @r#"
    POST /account/sign-in
    422
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Sign in
    to look after your account.
    The e-mail address or the password is wrong.
    Check both and try again.
    E-mail
    Password
    Sign in
    Check the address of this page before you type:
    127.0.0.1:PORT
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &form(PASSWORD)).await), @r#"
    POST /account/sign-in
    303
    cache-control: no-store
    location: /account
    set-cookie: countersign-done-35173=TOKEN; Path=/; HttpOnly; SameSite=Lax
    set-cookie: countersign-session=TOKEN; Path=/; HttpOnly; SameSite=Lax
    "#);
}

#[tokio::test]
async fn the_profile_is_shown_stored_and_refused() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at(&service, "/account").await;
    assert_snapshot!(shown(&page), @r#"
    GET /account
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael michael@test.com
    Sign out
    ProfilePasswordSecond factorWhere you are signed inConnected apps
    Profile
    Name
    Short name
    How you read dates and numbers
    Language
    Arabic
    Bulgarian
    Catalan
    Chinese
    Chinese (Taiwan)
    Croatian
    Czech
    Danish
    Dutch
    English
    English (United Kingdom)
    English (United States)
    Estonian
    Finnish
    French
    German
    German (Switzerland)
    Greek
    Hebrew
    Hindi
    Hungarian
    Indonesian
    Italian
    Japanese
    Korean
    Norwegian
    Polish
    Portuguese
    Portuguese (Brazil)
    Romanian
    Russian
    Spanish
    Spanish (Mexico)
    Swedish
    Turkish
    Ukrainian
    Time zone
    Africa/Abidjan
    Africa/Accra
    Africa/Addis_Ababa
    Africa/Algiers
    Africa/Asmara
    Africa/Asmera
    Africa/Bamako
    Africa/Bangui
    Africa/Banjul
    Africa/Bissau
    Africa/Blantyre
    Africa/Brazzaville
    Africa/Bujumbura
    Africa/Cairo
    Africa/Casablanca
    Africa/Ceuta
    Africa/Conakry
    Africa/Dakar
    Africa/Dar_es_Salaam
    Africa/Djibouti
    Africa/Douala
    Africa/El_Aaiun
    Africa/Freetown
    Africa/Gaborone
    Africa/Harare
    Africa/Johannesburg
    Africa/Juba
    Africa/Kampala
    Africa/Khartoum
    Africa/Kigali
    Africa/Kinshasa
    Africa/Lagos
    Africa/Libreville
    Africa/Lome
    Africa/Luanda
    Africa/Lubumbashi
    Africa/Lusaka
    Africa/Malabo
    Africa/Maputo
    Africa/Maseru
    Africa/Mbabane
    Africa/Mogadishu
    Africa/Monrovia
    Africa/Nairobi
    Africa/Ndjamena
    Africa/Niamey
    Africa/Nouakchott
    Africa/Ouagadougou
    Africa/Porto-Novo
    Africa/Sao_Tome
    Africa/Timbuktu
    Africa/Tripoli
    Africa/Tunis
    Africa/Windhoek
    America/Adak
    America/Anchorage
    America/Anguilla
    America/Antigua
    America/Araguaina
    America/Argentina/Buenos_Aires
    America/Argentina/Catamarca
    America/Argentina/ComodRivadavia
    America/Argentina/Cordoba
    America/Argentina/Jujuy
    America/Argentina/La_Rioja
    America/Argentina/Mendoza
    America/Argentina/Rio_Gallegos
    America/Argentina/Salta
    America/Argentina/San_Juan
    America/Argentina/San_Luis
    America/Argentina/Tucuman
    America/Argentina/Ushuaia
    America/Aruba
    America/Asuncion
    America/Atikokan
    America/Atka
    America/Bahia
    America/Bahia_Banderas
    America/Barbados
    America/Belem
    America/Belize
    America/Blanc-Sablon
    America/Boa_Vista
    America/Bogota
    America/Boise
    America/Buenos_Aires
    America/Cambridge_Bay
    America/Campo_Grande
    America/Cancun
    America/Caracas
    America/Catamarca
    America/Cayenne
    America/Cayman
    America/Chicago
    America/Chihuahua
    America/Ciudad_Juarez
    America/Coral_Harbour
    America/Cordoba
    America/Costa_Rica
    America/Coyhaique
    America/Creston
    America/Cuiaba
    America/Curacao
    America/Danmarkshavn
    America/Dawson
    America/Dawson_Creek
    America/Denver
    America/Detroit
    America/Dominica
    America/Edmonton
    America/Eirunepe
    America/El_Salvador
    America/Ensenada
    America/Fort_Nelson
    America/Fort_Wayne
    America/Fortaleza
    America/Glace_Bay
    America/Godthab
    America/Goose_Bay
    America/Grand_Turk
    America/Grenada
    America/Guadeloupe
    America/Guatemala
    America/Guayaquil
    America/Guyana
    America/Halifax
    America/Havana
    America/Hermosillo
    America/Indiana/Indianapolis
    America/Indiana/Knox
    America/Indiana/Marengo
    America/Indiana/Petersburg
    America/Indiana/Tell_City
    America/Indiana/Vevay
    America/Indiana/Vincennes
    America/Indiana/Winamac
    America/Indianapolis
    America/Inuvik
    America/Iqaluit
    America/Jamaica
    America/Jujuy
    America/Juneau
    America/Kentucky/Louisville
    America/Kentucky/Monticello
    America/Knox_IN
    America/Kralendijk
    America/La_Paz
    America/Lima
    America/Los_Angeles
    America/Louisville
    America/Lower_Princes
    America/Maceio
    America/Managua
    America/Manaus
    America/Marigot
    America/Martinique
    America/Matamoros
    America/Mazatlan
    America/Mendoza
    America/Menominee
    America/Merida
    America/Metlakatla
    America/Mexico_City
    America/Miquelon
    America/Moncton
    America/Monterrey
    America/Montevideo
    America/Montreal
    America/Montserrat
    America/Nassau
    America/New_York
    America/Nipigon
    America/Nome
    America/Noronha
    America/North_Dakota/Beulah
    America/North_Dakota/Center
    America/North_Dakota/New_Salem
    America/Nuuk
    America/Ojinaga
    America/Panama
    America/Pangnirtung
    America/Paramaribo
    America/Phoenix
    America/Port-au-Prince
    America/Port_of_Spain
    America/Porto_Acre
    America/Porto_Velho
    America/Puerto_Rico
    America/Punta_Arenas
    America/Rainy_River
    America/Rankin_Inlet
    America/Recife
    America/Regina
    America/Resolute
    America/Rio_Branco
    America/Rosario
    America/Santa_Isabel
    America/Santarem
    America/Santiago
    America/Santo_Domingo
    America/Sao_Paulo
    America/Scoresbysund
    America/Shiprock
    America/Sitka
    America/St_Barthelemy
    America/St_Johns
    America/St_Kitts
    America/St_Lucia
    America/St_Thomas
    America/St_Vincent
    America/Swift_Current
    America/Tegucigalpa
    America/Thule
    America/Thunder_Bay
    America/Tijuana
    America/Toronto
    America/Tortola
    America/Vancouver
    America/Virgin
    America/Whitehorse
    America/Winnipeg
    America/Yakutat
    America/Yellowknife
    Antarctica/Casey
    Antarctica/Davis
    Antarctica/DumontDUrville
    Antarctica/Macquarie
    Antarctica/Mawson
    Antarctica/McMurdo
    Antarctica/Palmer
    Antarctica/Rothera
    Antarctica/South_Pole
    Antarctica/Syowa
    Antarctica/Troll
    Antarctica/Vostok
    Arctic/Longyearbyen
    Asia/Aden
    Asia/Almaty
    Asia/Amman
    Asia/Anadyr
    Asia/Aqtau
    Asia/Aqtobe
    Asia/Ashgabat
    Asia/Ashkhabad
    Asia/Atyrau
    Asia/Baghdad
    Asia/Bahrain
    Asia/Baku
    Asia/Bangkok
    Asia/Barnaul
    Asia/Beirut
    Asia/Bishkek
    Asia/Brunei
    Asia/Calcutta
    Asia/Chita
    Asia/Choibalsan
    Asia/Chongqing
    Asia/Chungking
    Asia/Colombo
    Asia/Dacca
    Asia/Damascus
    Asia/Dhaka
    Asia/Dili
    Asia/Dubai
    Asia/Dushanbe
    Asia/Famagusta
    Asia/Gaza
    Asia/Harbin
    Asia/Hebron
    Asia/Ho_Chi_Minh
    Asia/Hong_Kong
    Asia/Hovd
    Asia/Irkutsk
    Asia/Istanbul
    Asia/Jakarta
    Asia/Jayapura
    Asia/Jerusalem
    Asia/Kabul
    Asia/Kamchatka
    Asia/Karachi
    Asia/Kashgar
    Asia/Kathmandu
    Asia/Katmandu
    Asia/Khandyga
    Asia/Kolkata
    Asia/Krasnoyarsk
    Asia/Kuala_Lumpur
    Asia/Kuching
    Asia/Kuwait
    Asia/Macao
    Asia/Macau
    Asia/Magadan
    Asia/Makassar
    Asia/Manila
    Asia/Muscat
    Asia/Nicosia
    Asia/Novokuznetsk
    Asia/Novosibirsk
    Asia/Omsk
    Asia/Oral
    Asia/Phnom_Penh
    Asia/Pontianak
    Asia/Pyongyang
    Asia/Qatar
    Asia/Qostanay
    Asia/Qyzylorda
    Asia/Rangoon
    Asia/Riyadh
    Asia/Saigon
    Asia/Sakhalin
    Asia/Samarkand
    Asia/Seoul
    Asia/Shanghai
    Asia/Singapore
    Asia/Srednekolymsk
    Asia/Taipei
    Asia/Tashkent
    Asia/Tbilisi
    Asia/Tehran
    Asia/Tel_Aviv
    Asia/Thimbu
    Asia/Thimphu
    Asia/Tokyo
    Asia/Tomsk
    Asia/Ujung_Pandang
    Asia/Ulaanbaatar
    Asia/Ulan_Bator
    Asia/Urumqi
    Asia/Ust-Nera
    Asia/Vientiane
    Asia/Vladivostok
    Asia/Yakutsk
    Asia/Yangon
    Asia/Yekaterinburg
    Asia/Yerevan
    Atlantic/Azores
    Atlantic/Bermuda
    Atlantic/Canary
    Atlantic/Cape_Verde
    Atlantic/Faeroe
    Atlantic/Faroe
    Atlantic/Jan_Mayen
    Atlantic/Madeira
    Atlantic/Reykjavik
    Atlantic/South_Georgia
    Atlantic/St_Helena
    Atlantic/Stanley
    Australia/ACT
    Australia/Adelaide
    Australia/Brisbane
    Australia/Broken_Hill
    Australia/Canberra
    Australia/Currie
    Australia/Darwin
    Australia/Eucla
    Australia/Hobart
    Australia/LHI
    Australia/Lindeman
    Australia/Lord_Howe
    Australia/Melbourne
    Australia/NSW
    Australia/North
    Australia/Perth
    Australia/Queensland
    Australia/South
    Australia/Sydney
    Australia/Tasmania
    Australia/Victoria
    Australia/West
    Australia/Yancowinna
    Europe/Amsterdam
    Europe/Andorra
    Europe/Astrakhan
    Europe/Athens
    Europe/Belfast
    Europe/Belgrade
    Europe/Berlin
    Europe/Bratislava
    Europe/Brussels
    Europe/Bucharest
    Europe/Budapest
    Europe/Busingen
    Europe/Chisinau
    Europe/Copenhagen
    Europe/Dublin
    Europe/Gibraltar
    Europe/Guernsey
    Europe/Helsinki
    Europe/Isle_of_Man
    Europe/Istanbul
    Europe/Jersey
    Europe/Kaliningrad
    Europe/Kiev
    Europe/Kirov
    Europe/Kyiv
    Europe/Lisbon
    Europe/Ljubljana
    Europe/London
    Europe/Luxembourg
    Europe/Madrid
    Europe/Malta
    Europe/Mariehamn
    Europe/Minsk
    Europe/Monaco
    Europe/Moscow
    Europe/Nicosia
    Europe/Oslo
    Europe/Paris
    Europe/Podgorica
    Europe/Prague
    Europe/Riga
    Europe/Rome
    Europe/Samara
    Europe/San_Marino
    Europe/Sarajevo
    Europe/Saratov
    Europe/Simferopol
    Europe/Skopje
    Europe/Sofia
    Europe/Stockholm
    Europe/Tallinn
    Europe/Tirane
    Europe/Tiraspol
    Europe/Ulyanovsk
    Europe/Uzhgorod
    Europe/Vaduz
    Europe/Vatican
    Europe/Vienna
    Europe/Vilnius
    Europe/Volgograd
    Europe/Warsaw
    Europe/Zagreb
    Europe/Zaporozhye
    Europe/Zurich
    Indian/Antananarivo
    Indian/Chagos
    Indian/Christmas
    Indian/Cocos
    Indian/Comoro
    Indian/Kerguelen
    Indian/Mahe
    Indian/Maldives
    Indian/Mauritius
    Indian/Mayotte
    Indian/Reunion
    Pacific/Apia
    Pacific/Auckland
    Pacific/Bougainville
    Pacific/Chatham
    Pacific/Chuuk
    Pacific/Easter
    Pacific/Efate
    Pacific/Enderbury
    Pacific/Fakaofo
    Pacific/Fiji
    Pacific/Funafuti
    Pacific/Galapagos
    Pacific/Gambier
    Pacific/Guadalcanal
    Pacific/Guam
    Pacific/Honolulu
    Pacific/Johnston
    Pacific/Kanton
    Pacific/Kiritimati
    Pacific/Kosrae
    Pacific/Kwajalein
    Pacific/Majuro
    Pacific/Marquesas
    Pacific/Midway
    Pacific/Nauru
    Pacific/Niue
    Pacific/Norfolk
    Pacific/Noumea
    Pacific/Pago_Pago
    Pacific/Palau
    Pacific/Pitcairn
    Pacific/Pohnpei
    Pacific/Ponape
    Pacific/Port_Moresby
    Pacific/Rarotonga
    Pacific/Saipan
    Pacific/Samoa
    Pacific/Tahiti
    Pacific/Tarawa
    Pacific/Tongatapu
    Pacific/Truk
    Pacific/Wake
    Pacific/Wallis
    Pacific/Yap
    UTC
    Dates
    31-12-2026
    31/12/2026
    31.12.2026
    12/31/2026
    2026-12-31
    2026/12/31
    31-Dec-2026
    Numbers
    1.234,56
    1,234.56
    1 234,56
    1’234.56
    1234.56
    1234,56
    Dates near today as words
    “yesterday”, “in two days”
    Today and a number, as you read them:
    14-05-2026 · 1.234,56
    Where you are reached
    Telephone
    Place
    Street and number
    Postal code
    Town
    Region
    Country
    About you
    Website
    Picture, by its address
    A few words
    Save
    "#);
    let form = page.form_with("name");
    assert_snapshot!(shown(&visitor.submit(&page, &form.clone().with("name", "Mike")).await), @r#"
    POST /account
    303
    cache-control: no-store
    location: /account?done=profile
    "#);
    let refused = visitor.submit(&page, &form.with("name", "")).await;
    assert_eq!((refused.status, refused.body.contains("id=\"name-problem\"")), (422, true), "{}", refused.body);
}

#[tokio::test]
async fn the_password_is_changed_and_a_wrong_one_is_told() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at(&service, "/account/password").await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/password
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael michael@test.com
    Sign out
    ProfilePasswordSecond factorWhere you are signed inConnected apps
    Password
    Changing it ends every other browser&#39;s sign-in. Connected apps keep their access.
    Password until now
    New password
    Password, again
    12 characters or more.
    Set the password
    "#);
    let form = |old: &str| page.form_with("old").with("old", old).with("password", NEW).with("password_again", NEW);
    assert_snapshot!(shown(&visitor.submit(&page, &form("not the password")).await), @r#"
    POST /account/password
    422
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael michael@test.com
    Sign out
    ProfilePasswordSecond factorWhere you are signed inConnected apps
    Password
    Changing it ends every other browser&#39;s sign-in. Connected apps keep their access.
    Password until now
    This is not your password.
    New password
    Password, again
    12 characters or more.
    Set the password
    "#);
    assert_snapshot!(shown(&visitor.submit(&page, &form(PASSWORD)).await), @r#"
    POST /account/password
    303
    cache-control: no-store
    location: /account/password?done=password
    "#);
}

#[tokio::test]
async fn a14_too_many_tries_are_put_off() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at(&service, "/account/password").await;
    let form = page.form_with("old").with("old", "not the password").with("password", NEW).with("password_again", NEW);
    for _ in 0..10 {
        visitor.submit(&page, &form).await;
    }
    assert_snapshot!(shown(&visitor.submit(&page, &form).await), @r#"
    POST /account/password
    429
    cache-control: no-store
    content-type: text/html; charset=utf-8
    retry-after: 900

    Too many tries
    From here, or with this name, a password was wrong ten times within 15 minutes.
    Nothing is locked. Try again in 15 minutes.
    "#);
}

#[tokio::test]
async fn the_sessions_are_shown_and_ended() {
    let service = Service::with_people().await;
    at(&service, "/account").await;
    let (mut visitor, page) = at(&service, "/account/sessions").await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/sessions
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael michael@test.com
    Sign out
    ProfilePasswordSecond factorWhere you are signed inConnected apps
    Where you are signed in
    Each browser that is signed in to this service as you.
    A browser
    Since 14-05-2026, 11:07, from 127.0.0.1
    This one
    A browser
    Since 14-05-2026, 11:07, from 127.0.0.1
    Sign out
    Sign out all others
    "#);
    let ended = visitor.submit(&page, &page.form_with("end").with("end", "others")).await;
    assert_snapshot!(shown(&ended), @r#"
    POST /account/sessions
    303
    cache-control: no-store
    location: /account/sessions?done=sessions
    "#);
}

#[tokio::test]
async fn the_connected_apps_are_shown_and_disconnected() {
    let service = Service::with_people().await;
    let client = Client::add(&service, web_app()).await;
    client.tokens_for(MICHAEL, "profile").await;
    let (mut visitor, page) = at(&service, "/account/apps").await;
    assert_snapshot!(shown(&page), @r#"
    GET /account/apps
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8

    Michael michael@test.com
    Sign out
    ProfilePasswordSecond factorWhere you are signed inConnected apps
    Connected apps
    Each app that has access to your account. Taking it away holds at once.
    Harbour Desk
    Since 14-05-2026, 11:07.
    profile
    Take away
    "#);
    let ended = visitor.submit(&page, &page.form_with("revoke").with("revoke", &client.id)).await;
    assert_snapshot!(shown(&ended), @r#"
    POST /account/apps
    303
    cache-control: no-store
    location: /account/apps?done=app
    "#);
}

#[tokio::test]
async fn a_form_of_another_browser_is_of_no_use() {
    let service = Service::with_people().await;
    let (_, theirs) = at(&service, "/account").await;
    let (mut visitor, page) = at(&service, "/account").await;
    assert_snapshot!(shown(&visitor.submit(&page, &theirs.form_with("name")).await), @r#"
    POST /account
    400
    cache-control: no-store
    content-type: text/html; charset=utf-8

    This sign-in has ended
    It was answered already, or it was left for too long, or it was begun in another browser.
    Go back to the app and start again.
    "#);
}

#[tokio::test]
async fn whoever_leaves_is_told_so() {
    let service = Service::with_people().await;
    let (mut visitor, page) = at(&service, "/account").await;
    let leave = page.forms().into_iter().find(|form: &Form| form.action == "/account/sign-out").unwrap();
    assert_snapshot!(shown(&visitor.submit(&page, &leave).await), @r#"
    POST /account/sign-out
    200
    cache-control: no-store
    content-type: text/html; charset=utf-8
    set-cookie: countersign-session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0

    You are signed out
    This browser is signed out of the service.
    You can close this page.
    "#);
}
