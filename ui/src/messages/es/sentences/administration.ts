import type { Sentence } from "../../../generated/sentences";

/** Lo que dice la administración, y las reglas de lo que se escribe. */
export const administration = {
  "The access token is missing, unknown, over or for another service. Sign in again.":
    "El token de acceso falta, no se conoce, ha terminado o es para otro servicio. Inicia sesión de nuevo.",
  "This needs a sign-in of the last five minutes. Sign in again, then try once more.":
    "Esto pide un inicio de sesión de los últimos cinco minutos. Inicia sesión de nuevo e inténtalo de nuevo.",
  "This needs an administrator's sign-in with the scope accounts:admin. Ask an administrator, or sign in with that scope.":
    "Esto pide una sesión de administrador con el permiso accounts:admin. Pídeselo a un administrador, o inicia sesión con ese permiso.",
  "Send the body as JSON, with Content-Type: application/json.":
    "Envía el cuerpo como JSON, con Content-Type: application/json.",
  "There is no {what}. It may have been deleted.": "No hay {what}. Puede que se haya eliminado.",
  "Somebody changed this {what} meanwhile; it is at version {version} now. Read it again, then change it.":
    "Alguien ha cambiado {what} mientras tanto; va ahora por la versión {version}. Léela de nuevo y cámbiala después.",
  "Say which version you change, with If-Match: \"VERSION\", as it was read.":
    "Di qué versión cambias, con If-Match: \"VERSION\", tal como se leyó.",
  "The service carries this app by itself, for Countersign. It cannot be changed or deleted.":
    "El servicio lleva esta aplicación por sí mismo, para Countersign. No se puede cambiar ni eliminar.",
  "This app runs where no secret can be kept, so it has none. Make an app of kind web, or a native one with a secret.":
    "Esta aplicación funciona donde no se puede guardar un secreto, así que no tiene ninguno. Crea una aplicación web, o una nativa con secreto.",
  "Something failed in the service itself. Its log says what.":
    "Algo ha fallado en el propio servicio. Su registro dice qué.",
  "There is nothing at this address. The apps are at /admin/v1/apps.":
    "No hay nada en esta dirección. Las aplicaciones están en /admin/v1/apps.",
  "This address does not answer that method. Allow names those that it does.":
    "Esta dirección no responde a ese método. Allow nombra los que sí.",
  "API key like this": "ninguna clave de API así",
  "There is no organisation with this id. Leave it out, or name one that is there.":
    "No hay ninguna organización con este id. Déjala fuera, o nombra una que exista.",
  "secret of this key that works": "ningún secreto de esta clave que sirva",
  "Name 1 to {MOST} apps.": "Nombra de 1 a {MOST} aplicaciones.",
  "Name each app once.": "Nombra cada aplicación una vez.",
  "Something was changed since the plan was made. Nothing was done. Look at the new plan, and apply that.":
    "Algo ha cambiado desde que se hizo el plan. No se ha hecho nada. Mira el plan nuevo y aplica ese.",
  "grant with this id": "ningún acceso con este id",
  "logo of this app": "ningún logotipo de esta aplicación",
  "taken away": "quitado",
  "app with this client id": "ninguna aplicación con este id de cliente",
  "This app is called “{0}”. Nothing was deleted.":
    "Esta aplicación se llama «{0}». No se ha eliminado nada.",
  "days is a number from 1 to {MOST_DAYS}.": "days es un número de 1 a {MOST_DAYS}.",
  "the thread that compared addresses ended early":
    "el hilo que comparaba direcciones terminó antes de tiempo",
  "secret of this app with this id that works":
    "ningún secreto de esta aplicación con este id que sirva",
  "retired secret of this app with this id":
    "ningún secreto retirado de esta aplicación con este id",
  "An administrator switched this app off. Ask one to switch it on again.":
    "Un administrador desactivó esta aplicación. Pide a uno que la active de nuevo.",
  "This app skips the consent page or may ask for accounts:admin, so only an administrator changes it. Ask one.":
    "Esta aplicación se salta la página de consentimiento o puede pedir accounts:admin, así que solo la cambia un administrador. Pídeselo a uno.",
  "Another app has this client id. Try again.":
    "Otra aplicación tiene este id de cliente. Inténtalo de nuevo.",
  "This secret was retired more than 7 days ago. Make a new one.":
    "Este secreto se retiró hace más de 7 días. Crea uno nuevo.",
  "Two other secrets work already. Retire one of them first.":
    "Ya sirven otros dos secretos. Retira antes uno de ellos.",
  "This app shows who it is by its keys, so its secrets do not work. Retire them.":
    "Esta aplicación demuestra quién es con sus claves, así que sus secretos no sirven. Retíralos.",
  "No secret works, so this app cannot show who it is. Make one, or take a retired one back.":
    "No sirve ningún secreto, así que esta aplicación no puede demostrar quién es. Crea uno, o recupera uno retirado.",
  "Secret {0} was not used for more than 90 days. Retire it where nobody needs it.":
    "El secreto {0} no se ha usado en más de 90 días. Retíralo donde nadie lo necesite.",
  "Only an administrator may do this. Ask one.":
    "Solo un administrador puede hacer esto. Pídeselo a uno.",
  "organisation with this id": "ninguna organización con este id",
  "Another organisation has this name already. Choose another one.":
    "Otra organización ya tiene este nombre. Elige otro.",
  "It still has people ({people}), apps ({apps}) and API keys ({api_keys}). Move or delete them first.":
    "Todavía tiene personas ({people}), aplicaciones ({apps}) y claves de API ({api_keys}). Muévelas o elimínalas antes.",
  "person with this id": "ninguna persona con este id",
  "session with this id": "ninguna sesión con este id",
  "second factor of this person": "ningún segundo factor de esta persona",
  "There is no organisation with this id. It may have been deleted.":
    "No hay ninguna organización con este id. Puede que se haya eliminado.",
  "Somebody has this e-mail address already. Look for them among the people, or use another address.":
    "Alguien tiene ya este correo. Búscalo entre las personas, o usa otra dirección.",
  "This is the last administrator who can sign in. Make somebody else one first.":
    "Es el último administrador que puede iniciar sesión. Haz administrador a otra persona antes.",
  "A disabled person gets no link. Enable them first.":
    "Una persona desactivada no recibe enlaces. Actívala antes.",
  "No mail can be sent, or too much of it waits. Ask for the link with {\"mail\": false}, and hand it over yourself.":
    "No se puede enviar correo, o espera demasiado. Pide el enlace con {\"mail\": false} y entrégalo tú.",
  "member, app-manager or administrator": "member, app-manager o administrator",
  "signing key with this kid": "ninguna clave de firma con este kid",
  "This key signs. Publish another one and have it sign first, then remove this one.":
    "Esta clave firma. Publica otra y haz que firme antes, y después quita esta.",
  "published signing key with this kid": "ninguna clave de firma publicada con este kid",
  "The file cannot be read: {0}": "El archivo no se puede leer: {0}",
  "This app is in the file twice.": "Esta aplicación está dos veces en el archivo.",
  "The file names no app: every app is removed.":
    "El archivo no nombra ninguna aplicación: se quitan todas.",
  "{0} is removed, and everybody who uses it is signed out of it.":
    "{0} se quita, y se cierra la sesión de todos los que la usan.",
  "{name} is disabled, and everybody who uses it is signed out of it.":
    "{name} se desactiva, y se cierra la sesión de todos los que la usan.",
  "{name} becomes trusted: people are not asked for their consent any more.":
    "{name} pasa a ser de confianza: ya no se pide a nadie su consentimiento.",
  "{name} loses {gone} of its return addresses; sign-ins that end there will fail.":
    "{name} pierde {gone} de sus direcciones de retorno; fallarán los inicios de sesión que terminan en ellas.",
  "app {0}: {1}": "aplicación {0}: {1}",
  "The service carries this app by itself.": "El servicio lleva esta aplicación por sí mismo.",
  "A client id has 1 to 64 letters, digits, points, hyphens and underscores.":
    "Un id de cliente tiene de 1 a 64 letras, cifras, puntos, guiones y guiones bajos.",
  "Say which app it is, by client_id or code_name; a new one has a code_name.":
    "Di qué aplicación es, por client_id o code_name; una nueva tiene un code_name.",
  "Somebody changed it at the same moment. Nothing was done; plan it anew.":
    "Alguien la cambió en el mismo momento. No se ha hecho nada; haz el plan de nuevo.",
  "The picture is larger than 1 MiB. Make it smaller.":
    "La imagen ocupa más de 1 MiB. Hazla más pequeña.",
  "The picture is not PNG, JPEG or WebP. Send one of these.":
    "La imagen no es PNG, JPEG ni WebP. Envía una que lo sea.",
  "The picture has more than 2,048 × 2,048 pixels. Make it smaller.":
    "La imagen tiene más de 2048 × 2048 píxeles. Hazla más pequeña.",
  "The picture cannot be read. Save it anew, and send that.":
    "La imagen no se puede leer. Guárdala de nuevo y envía esa.",
  "There is no such field. Take it out, or look at how it is spelt.":
    "No existe ese campo. Quítalo, o mira cómo está escrito.",
  "It is missing, and every app has one. Write it.":
    "Falta, y toda aplicación tiene uno. Escríbelo.",
  "It cannot be read: {error}.": "No se puede leer: {error}.",
  "The app cannot be read: {error}.": "La aplicación no se puede leer: {error}.",
  "app {0}: ": "aplicación {0}: ",
  "{0} (line {line})": "{0} (línea {line})",
  "Give the key a name of 1 to 80 characters, without control characters.":
    "Da a la clave un nombre de 1 a 80 caracteres, sin caracteres de control.",
  "Another app has this code name. Choose another one.":
    "Otra aplicación tiene este nombre en clave. Elige otro.",
  "An app on a person's computer always asks for consent, as it cannot prove who it is. Only an app on a server can be trusted.":
    "Una aplicación en el equipo de una persona siempre pide el consentimiento, ya que no puede demostrar quién es. Solo una aplicación en un servidor puede ser de confianza.",
  "An app on a person's computer always uses PKCE.":
    "Una aplicación en el equipo de una persona siempre usa PKCE.",
  "Give the app a name of 1 to 80 characters; people see it when they are asked for access.":
    "Da a la aplicación un nombre de 1 a 80 caracteres; lo ven las personas cuando se les pide el acceso.",
  "Leave out control characters and marks that change the direction of text; people have to be able to trust the name they read.":
    "Quita los caracteres de control y las marcas que cambian la dirección del texto; hay que poder fiarse del nombre que se lee.",
  "A program that acts for itself has no return address: nobody signs in through it.":
    "Un programa que actúa por sí mismo no tiene dirección de retorno: nadie inicia sesión con él.",
  "An app has at most 50 return addresses.":
    "Una aplicación tiene como máximo 50 direcciones de retorno.",
  "An app on a server returns to https; a scheme of its own is for an app on a person's computer.":
    "Una aplicación en un servidor vuelve a https; un esquema propio es para una aplicación en el equipo de una persona.",
  "An app in a browser returns to https; a scheme of its own is for an app on a person's computer.":
    "Una aplicación en un navegador vuelve a https; un esquema propio es para una aplicación en el equipo de una persona.",
  "“{text}” is about a person. A program that acts for itself has scopes of its own, such as reports:read.":
    "«{text}» trata de una persona. Un programa que actúa por sí mismo tiene permisos propios, como reports:read.",
  "“{text}” is not a scope of the {0} dialect. It has {1}.":
    "«{text}» no es un permiso del dialecto {0}. Tiene {1}.",
  "It names no origin, so its scripts may not call this service yet. Add the origin that it is served from.":
    "No nombra ningún origen, así que sus scripts aún no pueden llamar a este servicio. Añade el origen desde el que se sirve.",
  "It has no return address, so nobody can sign in through it yet. Add one when you know where it runs.":
    "No tiene dirección de retorno, así que aún nadie puede iniciar sesión con ella. Añade una cuando sepas dónde funciona.",
  "localhost may be answered by another program, and is compared with its port. http://127.0.0.1 allows any port.":
    "En localhost puede responder otro programa, y se compara con su puerto. http://127.0.0.1 permite cualquier puerto.",
  "An app on a person's computer cannot keep a key to itself, so it has none here.":
    "Una aplicación en el equipo de una persona no puede guardarse una clave para sí, así que aquí no tiene ninguna.",
  "Give the keys themselves or the address where they are published, not both.":
    "Da las propias claves o la dirección donde se publican, no las dos cosas.",
  "A JWK set is an object with a list “keys” (RFC 7517 §5).":
    "Un conjunto JWK es un objeto con una lista «keys» (RFC 7517 §5).",
  "A JWK set has 1 to {MOST_KEYS} keys.": "Un conjunto JWK tiene de 1 a {MOST_KEYS} claves.",
  "Key {0} is not an object.": "La clave {0} no es un objeto.",
  "Key {0}: {problem}": "Clave {0}: {problem}",
  "Key {0}: another key has the same “kid”.": "Clave {0}: otra clave tiene el mismo «kid».",
  "it has a private part. Make a new pair, as this one is not secret any more, and give its public part only.":
    "tiene una parte privada. Crea otro par, ya que este ha dejado de ser secreto, y da solo su parte pública.",
  "“kid” is a text of 1 to 256 characters.": "«kid» es un texto de 1 a 256 caracteres.",
  "“use” is sig, or left out: the key is for signatures.":
    "«use» es sig, o se deja fuera: la clave es para firmas.",
  "“n” begins with a zero.": "«n» empieza por cero.",
  "it is RSA of 2,048 to 4,096 bits, EC on P-256 or P-384, or Ed25519.":
    "es RSA de 2048 a 4096 bits, EC en P-256 o P-384, o Ed25519.",
  "A code name is 3 to 40 letters and digits, without spaces or signs.":
    "Un nombre en clave son de 3 a 40 letras y cifras, sin espacios ni signos.",
  "A description has at most 500 characters.":
    "Una descripción tiene como máximo 500 caracteres.",
  "Leave out control characters and marks that change the direction of text.":
    "Quita los caracteres de control y las marcas que cambian la dirección del texto.",
  "Write the address with https, such as https://harbour.example/about.":
    "Escribe la dirección con https, como https://harbour.example/about.",
  "A sign-out of such an app ends at https, or at this computer.":
    "El cierre de sesión de una aplicación así termina en https, o en este equipo.",
  "An access token lasts from 60 seconds to 30 days.":
    "Un token de acceso dura de 60 segundos a 30 días.",
  "A refresh token may lie unused for 5 minutes to 1 year.":
    "Un token de renovación puede estar sin usar de 5 minutos a 1 año.",
  "A sign-in may be renewed for 5 minutes to 2 years in all.":
    "Una sesión se puede renovar de 5 minutos a 2 años en total.",
  "A sign-in is renewed for at least as long as a refresh token may lie unused.":
    "Una sesión se renueva al menos durante el tiempo que un token de renovación puede estar sin usar.",
  "A resource is an absolute address without “#”, such as https://api.example/v1.":
    "Un recurso es una dirección absoluta sin «#», como https://api.example/v1.",
  "Only an app in a browser has origins.": "Solo una aplicación en un navegador tiene orígenes.",
  "An origin is a scheme, a host and maybe a port, in lower case and nothing else, such as https://app.example.":
    "Un origen es un esquema, un servidor y quizá un puerto, en minúsculas y nada más, como https://app.example.",
  "There are at most 50 in this list.": "En esta lista hay como máximo 50.",
  "This address is too long; it has at most 2,048 characters.":
    "Esta dirección es demasiado larga; tiene como máximo 2048 caracteres.",
  "Write the address with https, without “#” and without a user, such as https://harbour.example/keys.":
    "Escribe la dirección con https, sin «#» y sin usuario, como https://harbour.example/keys.",
  "Give an e-mail address, such as ada@example.com. It is the name to sign in with.":
    "Da un correo electrónico, como ada@example.com. Es el nombre con el que se inicia sesión.",
  "An app manager manages the apps of an organisation: say which one.":
    "Un gestor de aplicaciones gestiona las de una organización: di cuál.",
  "Give a name of 1 to 120 characters, without control characters.":
    "Da un nombre de 1 a 120 caracteres, sin caracteres de control.",
  "“{0}” is no telephone number. Write it with its country code, as +34 600 000 000.":
    "«{0}» no es un número de teléfono. Escríbelo con el prefijo de su país, como +34 600 000 000.",
  "Write the address with https, as https://example.com/ada.":
    "Escribe la dirección con https, como https://example.com/ada.",
  "Write it in at most {most} characters.": "Escríbelo en {most} caracteres como máximo.",
  "Write it without control characters.": "Escríbelo sin caracteres de control.",
  "“{0}” is not a language: write it as en or es-ES":
    "«{0}» no es un idioma: escríbelo como en o es-ES",
  "“{0}” is not a time zone: write it as Europe/Madrid":
    "«{0}» no es una zona horaria: escríbela como Europe/Madrid",
  "“{0}” is not a date format: use DD, MM and YYYY with one of - / . or a space between":
    "«{0}» no es un formato de fecha: usa DD, MM y YYYY con - / . o un espacio entre medias",
  "thousands are separated by . , ' a space, or nothing":
    "los miles se separan con . , ' un espacio, o nada",
  "decimals begin with . or ,": "los decimales empiezan por . o ,",
  "thousands and decimals need different signs":
    "los miles y los decimales necesitan signos distintos",
  "a return address has 1 to 2,048 characters":
    "una dirección de retorno tiene de 1 a 2048 caracteres",
  "a return address is written in plain ASCII, without spaces or control characters; escape what is not":
    "una dirección de retorno se escribe en ASCII sencillo, sin espacios ni caracteres de control; escapa lo que no lo sea",
  "a return address is absolute: write it with its scheme, such as https://app.example/callback":
    "una dirección de retorno es absoluta: escríbela con su esquema, como https://app.example/callback",
  "a return address has no fragment: leave out “#” and what follows":
    "una dirección de retorno no tiene fragmento: quita «#» y lo que sigue",
  "a return address names no user: leave out what stands before “@”":
    "una dirección de retorno no nombra a ningún usuario: quita lo que está delante de «@»",
  "plain http is for this computer only: use https, or http://127.0.0.1":
    "http sin cifrar es solo para este equipo: usa https, o http://127.0.0.1",
  "http://localhost needs its port here, as it is compared with it; http://127.0.0.1 allows any port":
    "http://localhost necesita aquí su puerto, ya que se compara con él; http://127.0.0.1 permite cualquier puerto",
  "a scheme of your own is a domain name turned round, such as com.example.app:/callback":
    "un esquema propio es un nombre de dominio al revés, como com.example.app:/callback",
  "this scheme cannot receive a sign-in": "este esquema no puede recibir un inicio de sesión",
  "the host of this address is missing or not valid":
    "el servidor de esta dirección falta o no es válido",
  "“{shown}” is not a scope: write it in letters, digits and signs, without spaces, quotes or backslashes":
    "«{shown}» no es un permiso: escríbelo con letras, cifras y signos, sin espacios, comillas ni barras invertidas",
  "{0} or {last}": "{0} o {last}",
  app: "esta aplicación",
  person: "esta persona",
  "API key": "esta clave de API",
  organisation: "esta organización",
  "This address is in the list already.": "Esta dirección ya está en la lista.",
  "No session here may administer apps. Sign in as an administrator, with the scope accounts:admin.":
    "Ninguna sesión de aquí puede administrar aplicaciones. Inicia sesión como administrador, con el permiso accounts:admin.",
  "Several sessions here may administer apps. Say which account.":
    "Varias sesiones de aquí pueden administrar aplicaciones. Di qué cuenta.",
  "This session may not administer apps. Sign in as an administrator, with the scope accounts:admin.":
    "Esta sesión no puede administrar aplicaciones. Inicia sesión como administrador, con el permiso accounts:admin.",
  "“alg” does not fit the kind of key.": "«alg» no va con el tipo de clave.",
  "“{0}” asked for a fresh sign-in again, right after one. What you wanted was not done. Try again; if it stays so, ask whoever runs the service.":
    "«{0}» pidió de nuevo un inicio de sesión nuevo, justo después de uno. No se hizo lo que querías. Inténtalo de nuevo; si sigue así, pregunta a quien lleva el servicio.",
  "“{0}” has no administration of apps. Choose an account of a service that has one.":
    "«{0}» no tiene administración de aplicaciones. Elige una cuenta de un servicio que la tenga.",
  "It is not there. It may have ended.": "No está. Puede que haya terminado.",
  "Many people sign in at this moment. Try again in a moment.":
    "Muchas personas inician sesión ahora mismo. Inténtalo de nuevo en un momento.",
  "Only an administrator may give a scope to a program that acts for itself. Ask one.":
    "Solo un administrador puede dar un permiso a un programa que actúa por sí mismo. Pídeselo a uno.",
  "Only an administrator may let an app ask for accounts:admin. Ask one.":
    "Solo un administrador puede dejar que una aplicación pida accounts:admin. Pídeselo a uno.",
  "Only an administrator may let an app ask for tokens for an API. Ask one.":
    "Solo un administrador puede dejar que una aplicación pida tokens para una API. Pídeselo a uno.",
  "Only an administrator may let an app skip the consent page. Ask one.":
    "Solo un administrador puede dejar que una aplicación se salte la página de consentimiento. Pídeselo a uno.",
  "The access token is missing. Sign in first.": "Falta el token de acceso. Inicia sesión antes.",
  "The access token is unknown or over. Sign in again.":
    "El token de acceso no se conoce o ha terminado. Inicia sesión de nuevo.",
  "The body cannot be read as this API reads it (line {0}, column {1}).":
    "El cuerpo no se puede leer como lo lee esta API (línea {0}, columna {1}).",
  "The dialect of an app": "El dialecto de una aplicación",
  "Where an app runs": "Dónde funciona una aplicación",
  "{what} cannot be changed once the app is made. Make a new app instead.":
    "{what} no se puede cambiar cuando la aplicación ya está creada. Crea otra en su lugar.",
  "The password until now is another one.": "La contraseña de hasta ahora es otra.",
  "There is nothing at this address. The profile is at /account/v1/profile.":
    "No hay nada en esta dirección. El perfil está en /account/v1/profile.",
  "This address is the service's own. An app may ask for it where its scopes allow that, without naming it here.":
    "Esta dirección es la del propio servicio. Una aplicación la puede pedir donde sus permisos lo dejan, sin nombrarla aquí.",
  "This needs the scope account, which a person grants to this service's own app.":
    "Esto necesita el permiso account, que una persona concede a la aplicación propia de este servicio.",
  "This service is not on this computer only, so it asks no address of this computer.":
    "Este servicio no está solo en este equipo, así que no pregunta a ninguna dirección de este equipo.",
  "Too many tries. Nothing is locked; try again later.":
    "Demasiados intentos. No se ha bloqueado nada; inténtalo más tarde.",
  "You manage the apps of your own organisation. Leave the organisation out, or name yours.":
    "Gestionas las aplicaciones de tu propia organización. Deja fuera la organización, o nombra la tuya.",
  "Your profile was changed elsewhere meanwhile. Read it again, then change it.":
    "Tu perfil se ha cambiado mientras tanto en otra parte. Léelo de nuevo y cámbialo después.",
  "too many requests wait to be stored; try again in a moment":
    "demasiadas peticiones esperan a guardarse; inténtalo de nuevo en un momento",
  "the database cannot be written: {0}. Look at its disk, whether there is room, and at its rights":
    "la base de datos no se puede escribir: {0}. Mira su disco, si queda sitio, y sus permisos",
  "the database is damaged: {0}. Look at it with `countersign-accounts check`, and put back a copy with `restore`":
    "la base de datos está dañada: {0}. Mírala con `countersign-accounts check`, y pon una copia con `restore`",
  "the database failed: {0}": "la base de datos falló: {0}",
  "the database holds something that this version cannot read: {0}":
    "la base de datos contiene algo que esta versión no sabe leer: {0}",
  "The service cannot store anything now. Nothing was changed. Try again later; its log says why.":
    "El servicio no puede guardar nada ahora. No se ha cambiado nada. Inténtalo más tarde; su registro dice por qué.",
  "The service could not finish the request. Its log says why.":
    "El servicio no pudo acabar la petición. Su registro dice por qué.",
  "Too much is waiting to be stored. Try again in a moment.":
    "Hay demasiado esperando a guardarse. Inténtalo de nuevo en un momento.",
} satisfies Partial<Record<Sentence, string>>;
