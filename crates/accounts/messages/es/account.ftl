# The pages on which people look after their own account.

account-parts = Partes de tu cuenta
account-profile = Perfil
account-password = Contraseña
account-second-factor = Segundo factor
account-sessions = Sesiones abiertas
account-apps = Aplicaciones conectadas
account-sign-out = Cerrar sesión

# Profile.
account-name = Nombre
account-username = Nombre corto
account-example = Hoy y un número, tal como los lees: <b>{ $example }</b>
account-reach = Cómo localizarte
account-phone-number = Teléfono
account-location = Lugar
account-street-address = Calle y número
account-postal-code = Código postal
account-locality = Población
account-region = Región
account-country = País
account-about = Sobre ti
account-website = Sitio web
account-avatar-url = Imagen, por su dirección
account-bio = Unas palabras
account-save = Guardar
account-saved = Tu perfil está guardado.
account-not-stored = Todavía no se ha guardado. Corrige lo que está marcado abajo.
account-changed-meanwhile = No se ha guardado: tu perfil se ha cambiado entretanto en otro sitio. Así está ahora.
account-problem-phone = Escribe el número con el prefijo del país, como +34 600 000 000.
account-problem-address = Escribe la dirección con https, como https://example.com/ada.
account-problem-text = Escríbelo más corto y sin caracteres de control.

# Password.
account-password-lead = Al cambiarla se cierra la sesión en los demás navegadores, y las aplicaciones tendrán que volver a iniciarla.
account-password-old = Contraseña actual
account-password-new = Contraseña nueva
account-password-button = Guardar la contraseña
account-password-wrong = Esta no es tu contraseña.
account-password-changed = Tu contraseña ha cambiado. Se ha cerrado la sesión en los demás navegadores, y las aplicaciones tendrán que volver a iniciarla.

# Second factor.
account-second-factor-off = Un código de una aplicación de autenticación, después de la contraseña. Quien solo sepa tu contraseña no podrá entrar.
account-second-factor-begin = Configurar
account-second-factor-scan = Escanea esto con una aplicación de autenticación y escribe el código que muestra.
account-second-factor-type = O escribe esto en la aplicación:
account-second-factor-confirm = Confirmar
account-second-factor-on = Se pide en cada inicio de sesión, desde { $since }.
account-second-factor-added = El segundo factor está configurado.
account-second-factor-remove = Desactivar
account-second-factor-removed = El segundo factor está desactivado.
account-second-factor-renewed = Estos códigos sustituyen a los anteriores.
account-code = Código
account-code-wrong = El código no es correcto o ya se ha usado. Espera al siguiente.
account-recovery-codes = Códigos de recuperación
account-recovery-left = { $left ->
    [one] Queda uno. Cada uno sirve para entrar una vez, cuando no tengas la aplicación a mano.
   *[other] Quedan { $left }. Cada uno sirve para entrar una vez, cuando no tengas la aplicación a mano.
}
account-recovery-renew = Crear códigos nuevos
account-recovery-once = Guarda estos códigos de recuperación donde guardas lo importante. Cada uno sirve para entrar una vez, cuando no tengas la aplicación a mano. No se vuelven a mostrar.
account-recovery-kept = Los he guardado

# Where somebody is signed in.
account-sessions-lead = Cada navegador en el que has iniciado sesión en este servicio.
account-browser-unknown = Un navegador
account-session-since = Desde { $since }, desde { $address }
account-session-here = Este
account-session-end = Cerrar sesión
account-sessions-end = Cerrar sesión en todos los demás
account-session-ended = Se ha cerrado la sesión.
account-sessions-ended = Se ha cerrado la sesión en todos los demás.

# Connected apps.
account-apps-lead = Cada aplicación que tiene acceso a tu cuenta. Si se lo quitas, vale al instante.
account-apps-none = Ninguna aplicación tiene acceso.
account-app-since = Desde { $since }.
account-app-used = Último uso: { $used }.
account-app-revoke = Quitar acceso
account-app-revoked = Ya no tiene acceso.

# The way in.
account-sign-in-lead = para cuidar de tu cuenta.
account-sign-in-again = Demuestra otra vez que eres tú. Esta parte lo pide cuando hace más de cinco minutos que iniciaste sesión.
account-signed-out = Has cerrado la sesión
    .what = Este navegador ya no tiene sesión en el servicio.
    .next = Puedes cerrar esta página.

# One-time links.
link-title = Elige una contraseña
link-open-lead = Tu enlace funciona una sola vez. No se hace nada con él hasta que continúes.
link-open-button = Continuar
link-invitation = Te han invitado. Iniciarás sesión como <b><bdi>{ $email }</bdi></b>.
link-reset = para <b><bdi>{ $email }</bdi></b>. Se cierra la sesión en todos los navegadores, y las aplicaciones tendrán que volver a iniciarla.
link-gone = Este enlace ya no funciona
    .what = Se ha usado, es demasiado antiguo o lo ha sustituido otro más nuevo.
    .next = Pide uno nuevo.
link-done = Tu contraseña está guardada
    .what = A partir de ahora inicias sesión con ella. Lo que tenía la sesión iniciada ya no la tiene.
    .next = Puedes cerrar esta página e iniciar sesión desde tu aplicación.
forgotten-title = ¿Has olvidado tu contraseña?
forgotten-lead = Si este servicio conoce la dirección, se enviará allí por correo un enlace para elegir una contraseña nueva.
forgotten-button = Enviar el enlace
forgotten-sent = Mira tu correo
    .what = Si este servicio conoce la dirección, un enlace va de camino. Funciona durante treinta minutos.
    .next = ¿No llega nada? Mira en el correo no deseado o pide un enlace a un administrador.
forgotten-no-mail = Este servicio no envía correo
    .what = Por eso no puede enviarte un enlace.
    .next = Pídeselo a un administrador: puede crear uno para ti.
