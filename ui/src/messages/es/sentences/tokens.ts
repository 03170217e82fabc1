import type { Sentence } from "../../../generated/sentences";

/** Tokens, firmas y claves. */
export const tokens = {
  "The key of this session cannot be used. {0} If it stays so, sign in again.":
    "La clave de esta sesión no se puede usar. {0} Si sigue así, inicia sesión de nuevo.",
  "{0} asked for a nonce in the proof, got it, and asked again. Nothing was granted. Try again, or tell whoever runs the service.":
    "{0} pidió un nonce en la prueba, lo recibió y volvió a pedirlo. No se concedió nada. Inténtalo de nuevo, o avisa a quien lleva el servicio.",
  "The client id “{0}” or its secret does not fit into a request. Remove the provider, and add it again.":
    "El id de cliente «{0}» o su secreto no caben en una petición. Quita el servicio y añádelo de nuevo.",
  "The key of this app is not here. Remove the provider, and add it again with its key.":
    "La clave de esta aplicación no está aquí. Quita el servicio y añádelo de nuevo con su clave.",
  "This app could not prove who it is. {0}": "Esta aplicación no pudo demostrar quién es. {0}",
  "no name of 1 to 255 characters": "ningún nombre de 1 a 255 caracteres",
  "no text": "ningún texto",
  "no number of seconds": "ningún número de segundos",
  "no list of texts": "ninguna lista de textos",
  "neither a text nor a list of texts": "ni un texto ni una lista de textos",
  "it gave no ID token, although the scope “openid” asks for one. Leave that scope out, or accept it from this service: countersign providers allow NAME missing-id-token":
    "no dio ningún ID token, aunque el permiso «openid» pide uno. Deja fuera ese permiso, o acéptalo de este servicio: countersign providers allow NAME missing-id-token",
  "nothing is known here of the keys it signs its ID token with. Remove the provider and add it again by its issuer, or leave the scope “openid” out.":
    "aquí no se sabe nada de las claves con las que firma su ID token. Quita el servicio y añádelo de nuevo por su emisor, o deja fuera el permiso «openid».",
  "its ID token does not read: {0}. Ask whoever runs the service.":
    "su ID token no se puede leer: {0}. Pregunta a quien lleva el servicio.",
  "its ID token is signed by “{named}”, which was not agreed: its metadata says {agreed}. Ask whoever runs the service.":
    "su ID token está firmado con «{named}», que no se acordó: sus metadatos dicen {agreed}. Pregunta a quien lleva el servicio.",
  "its ID token wants something to be understood that this app does not know (crit). Ask whoever runs the service.":
    "su ID token quiere que se entienda algo que esta aplicación no conoce (crit). Pregunta a quien lleva el servicio.",
  "what it gave as ID token is a token of another kind (typ “{0}”). Ask whoever runs the service.":
    "lo que dio como ID token es un token de otro tipo (typ «{0}»). Pregunta a quien lleva el servicio.",
  "its ID token could not be checked: {0}": "su ID token no se pudo comprobar: {0}",
  "its ID token has no “{0}”. Ask whoever runs the service.":
    "su ID token no tiene «{0}». Pregunta a quien lleva el servicio.",
  "the “{0}” of its ID token is {1}. Ask whoever runs the service.":
    "en su ID token, «{0}» es {1}. Pregunta a quien lleva el servicio.",
  "its ID token is from “{named}” (iss), and you signed in at “{expected}”. Tell whoever runs the service.":
    "su ID token es de «{named}» (iss), y tú iniciaste sesión en «{expected}». Avisa a quien lleva el servicio.",
  "its ID token does not say by “{0}” which of its tenants it is from. Ask whoever runs the service.":
    "su ID token no dice con «{0}» de cuál de sus inquilinos es. Pregunta a quien lleva el servicio.",
  "its ID token is for another app (aud). Check the client id of this provider.":
    "su ID token es para otra aplicación (aud). Comprueba el id de cliente de este servicio.",
  "its ID token was made for another app (azp). Check the client id of this provider.":
    "su ID token se hizo para otra aplicación (azp). Comprueba el id de cliente de este servicio.",
  "its ID token is for several apps (aud), and does not say for which it was made (azp). Ask whoever runs the service.":
    "su ID token es para varias aplicaciones (aud), y no dice para cuál se hizo (azp). Pregunta a quien lleva el servicio.",
  "its ID token had ended before it came (exp). Check the clock of this computer, and try again.":
    "su ID token había terminado antes de llegar (exp). Comprueba el reloj de este equipo e inténtalo de nuevo.",
  "the “{0}” of its ID token is yet to come. Check the clock of this computer, and try again.":
    "en su ID token, «{0}» está aún por venir. Comprueba el reloj de este equipo e inténtalo de nuevo.",
  "its ID token was made long before you signed in (iat). Check the clock of this computer, and try again.":
    "su ID token se hizo mucho antes de que iniciaras sesión (iat). Comprueba el reloj de este equipo e inténtalo de nuevo.",
  "its ID token answers another sign-in than this one (nonce). Start again, and tell whoever runs the service.":
    "su ID token responde a otro inicio de sesión que este (nonce). Empieza de nuevo, y avisa a quien lleva el servicio.",
  "its ID token belongs to another access token than the one it came with (at_hash). Tell whoever runs the service.":
    "su ID token es de otro token de acceso que el que vino con él (at_hash). Avisa a quien lleva el servicio.",
  "it did not have you sign in freshly, as was asked of it (auth_time). Try again.":
    "no te hizo iniciar sesión de nuevo, como se le pidió (auth_time). Inténtalo de nuevo.",
  "its ID token now comes from another issuer (iss) than the one at the sign-in.":
    "su ID token viene ahora de otro emisor (iss) que en el inicio de sesión.",
  "its ID token now names another person (sub) than the one who signed in.":
    "su ID token nombra ahora a otra persona (sub) que la que inició sesión.",
  "it is not the three parts of a signed token": "no son las tres partes de un token firmado",
  "its header is no JSON object": "su cabecera no es un objeto JSON",
  "“{0}” in its header is missing or no text": "«{0}» falta en su cabecera o no es un texto",
  "its content is no JSON object": "su contenido no es un objeto JSON",
  "the keys that it is signed with could not be fetched. {0}":
    "las claves con las que está firmado no se pudieron leer. {0}",
  "the keys that it is signed with are not where the metadata says (status {0}). Ask whoever runs the service.":
    "las claves con las que está firmado no están donde dicen los metadatos (estado {0}). Pregunta a quien lleva el servicio.",
  "what the metadata names as keys is no key set. Ask whoever runs the service.":
    "lo que los metadatos nombran como claves no es un conjunto de claves. Pregunta a quien lleva el servicio.",
  "it is signed by a key that the service does not publish{0}. Try again in a minute.":
    "está firmado con una clave que el servicio no publica{0}. Inténtalo de nuevo en un minuto.",
  "its signature is wrong. Tell whoever runs the service.":
    "su firma no es correcta. Avisa a quien lleva el servicio.",
  "There is no private key in it. Give a PEM file that begins with “-----BEGIN PRIVATE KEY-----”, or a private JWK.":
    "No contiene ninguna clave privada. Da un archivo PEM que empiece por «-----BEGIN PRIVATE KEY-----», o un JWK privado.",
  "The key is locked with a passphrase, and nobody could be asked for it later. Unlock it into a file of your own: openssl pkey -in KEY -out UNLOCKED":
    "La clave está cerrada con una frase de contraseña, y más tarde no habría a quién pedirla. Ábrela en un archivo tuyo: openssl pkey -in KEY -out UNLOCKED",
  "There is more than one key in it. Give a file with the one that this app signs by.":
    "Contiene más de una clave. Da un archivo con aquella con la que firma esta aplicación.",
  "It is a public key, and signing takes the private one. Give the file that holds both parts.":
    "Es una clave pública, y para firmar hace falta la privada. Da el archivo que tiene las dos partes.",
  "Keys of the kind “{0}” cannot be used here. It has to be P-256, Ed25519, or RSA of 2048 bits or more.":
    "Aquí no se pueden usar claves del tipo «{0}». Tiene que ser P-256, Ed25519, o RSA de 2048 bits o más.",
  "The key does not read: it may be cut off, or its parts do not belong together. Export it again.":
    "La clave no se puede leer: puede que esté cortada, o que sus partes no vayan juntas. Expórtala de nuevo.",
  "The key is for {key}, and the service takes {0} only. Register another key there.":
    "La clave es para {key}, y el servicio solo acepta {0}. Registra allí otra clave.",
  "The cryptographic library failed. Start again.":
    "La biblioteca criptográfica falló. Empieza de nuevo.",
  "another curve than P-256": "otra curva que P-256",
  "another one, or too short": "otra, o demasiado corta",
  "no base64url": "no es base64url",
  "a token answer is not written": "una respuesta con tokens no se escribe",
  "{0}, which the standard does not allow. To accept that from this service: {1}":
    "{0}, y el estándar no lo permite. Para aceptarlo de este servicio: {1}",
  "there is no usable access_token in it. Nothing was kept. Ask whoever runs the service.":
    "no contiene ningún access_token que se pueda usar. No se guardó nada. Pregunta a quien lleva el servicio.",
  "its token is of the kind “{0}”, which was not asked for and cannot be used: it has to be a bearer token. Nothing was kept.":
    "su token es del tipo «{0}», que no se pidió y no se puede usar: tiene que ser un token al portador. No se guardó nada.",
  "its expires_in is no number of seconds. Ask whoever runs the service.":
    "su expires_in no es un número de segundos. Pregunta a quien lleva el servicio.",
  "its scope does not read as scopes. Ask whoever runs the service.":
    "su scope no se lee como permisos. Pregunta a quien lleva el servicio.",
  "{0}. Choose another way to sign in, and tell whoever runs the service.":
    "{0}. Elige otro modo de iniciar sesión, y avisa a quien lleva el servicio.",
  "its id_token is no text. Ask whoever runs the service.":
    "su id_token no es un texto. Pregunta a quien lleva el servicio.",
  "its shape is not that of a token answer (at “{0}”). Check the token address.":
    "su forma no es la de una respuesta con tokens (en «{0}»). Comprueba la dirección de tokens.",
  "The service says that it can bind tokens to a key (DPoP), and gave one that is bound to none.":
    "El servicio dice que puede ligar los tokens a una clave (DPoP), y dio uno que no está ligado a ninguna.",
  "countersign providers allow {provider} {0}": "countersign providers allow {provider} {0}",
  "it lacks what the standard requires": "le falta lo que exige el estándar",
  "its fields": "sus campos",
  "its user_code is nothing that a person could enter":
    "su user_code no es nada que una persona pueda escribir",
  "its device_code cannot be used": "su device_code no se puede usar",
  "its verification_uri is no https address": "su verification_uri no es una dirección https",
  "{host} refused with status {status} and gives no reason that the standard knows. Check the provider's addresses, client id and secret.":
    "{host} se negó con el estado {status} y no da ningún motivo que el estándar conozca. Comprueba las direcciones, el id de cliente y el secreto del servicio.",
  "{host} answered, and {what}": "{host} respondió, y {what}",
  "An address of this provider cannot be used: “{0}”. Remove the provider, and add it again.":
    "Una dirección de este servicio no se puede usar: «{0}». Quita el servicio y añádelo de nuevo.",
  "{host} refused ({said}).{0}": "{host} se negó ({said}).{0}",
  " Check the client id, and its secret or key.":
    " Comprueba el id de cliente, y su secreto o su clave.",
  " Check the clock of this computer, and try again.":
    " Comprueba el reloj de este equipo e inténtalo de nuevo.",
  " It gives no tokens for the resources of this provider. Add the provider again with others, or without.":
    " No da tokens para los recursos de este servicio. Añade el servicio de nuevo con otros, o sin ellos.",
  " (kid “{0}”)": " (kid «{0}»)",
  "The service gave an ID token, and nothing is known of its keys: it was not looked at.":
    "El servicio dio un ID token, y no se sabe nada de sus claves: no se miró.",
} satisfies Partial<Record<Sentence, string>>;
