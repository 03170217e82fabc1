# The pages on which people look after their own account.

account-parts = Partes de tu cuenta
account-profile = Perfil
account-password = Contraseña
account-second-factor = Verificación en dos pasos
account-sessions = Sesiones
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
account-avatar-url = Dirección de una imagen
account-bio = Unas palabras
account-save = Guardar
account-saved = Tu perfil está guardado.
account-not-set = Sin indicar
account-not-stored = Todavía no se ha guardado. Corrige lo que está marcado abajo.
account-changed-meanwhile = No se ha guardado: tu perfil se ha cambiado entretanto en otro sitio. Así está ahora.
account-problem-phone = Escribe el número con el prefijo del país, como +34 600 000 000.
account-problem-address = Escribe la dirección con https, como https://example.com/ada.
account-problem-text = Es demasiado largo o tiene signos que no se pueden guardar. Escríbelo más corto.

# Password.
account-password-lead = Al cambiarla se cierra la sesión en los demás navegadores, y las aplicaciones tendrán que volver a iniciarla.
account-password-old = Contraseña actual
account-password-new = Contraseña nueva
account-password-button = Guardar la contraseña
account-password-wrong = Esta no es tu contraseña.
account-password-changed = Tu contraseña ha cambiado. Se ha cerrado la sesión en los demás navegadores, y las aplicaciones tendrán que volver a iniciarla.

# Second factor.
account-second-factor-off = Después de la contraseña escribes un código de una aplicación de autenticación. Quien solo sepa tu contraseña no podrá entrar.
account-second-factor-begin = Configurar
account-second-factor-scan = Escanea esto con una aplicación de autenticación y escribe el código que muestra.
account-second-factor-type = O escribe esto en la aplicación:
account-second-factor-confirm = Confirmar
account-second-factor-later = Ahora no
account-second-factor-on = En cada inicio de sesión se pide un código de tu aplicación de autenticación, desde el { $since }.
account-second-factor-added = La verificación en dos pasos está activada.
account-second-factor-remove = Desactivar
    .then = Después bastará con tu contraseña. Escríbela para continuar.
account-second-factor-removed = La verificación en dos pasos está desactivada.
account-second-factor-renewed = Estos códigos sustituyen a los anteriores.
account-code = Código
account-code-wrong = El código no es correcto o ya se ha usado. Espera al siguiente.
account-recovery-codes = Códigos de recuperación
account-recovery-left = { $left ->
    [0] No queda ninguno. Crea códigos nuevos: sin ellos y sin la aplicación no podrás entrar.
    [one] Queda uno. Sirve para entrar una vez, cuando no tengas la aplicación a mano.
   *[other] Quedan { $left }. Cada uno sirve para entrar una vez, cuando no tengas la aplicación a mano.
}
account-recovery-renew = Crear códigos nuevos
account-recovery-once = Guarda estos códigos de recuperación donde guardas lo importante. Cada uno sirve para entrar una vez, cuando no tengas la aplicación a mano. No se vuelven a mostrar.
account-recovery-kept = Los he guardado

# Where somebody is signed in.
account-sessions-lead = Cada navegador en el que has iniciado sesión aquí. ¿No conoces alguno? Ciérrale la sesión y cambia tu contraseña.
account-browser-unknown = Un navegador
account-session-began = Desde el { $since }
account-session-since = Desde el { $since }, con la dirección { $address }
account-session-used = Último uso: { $used }
account-session-here = Este navegador
account-session-end = Cerrar sesión
account-sessions-end = Cerrar sesión en todos los demás
account-session-ended = Se ha cerrado la sesión.
account-sessions-ended = Se ha cerrado la sesión en todos los demás.

# Connected apps.
account-apps-lead = Cada aplicación que tiene acceso a tu cuenta. Si se lo quitas, deja de tenerlo al instante.
account-apps-none = Ninguna aplicación tiene acceso.
account-app-since = Desde el { $since }.
account-app-used = Último uso: { $used }.
account-app-revoke = Quitar acceso
account-app-revoked = Ya no tiene acceso.

# The way in.
account-sign-in-lead = para gestionar tu cuenta.
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
forgotten-lead = Escribe tu dirección. Si este servicio la conoce, se enviará allí un correo con un enlace para elegir una contraseña nueva.
forgotten-button = Enviar el enlace
forgotten-sent = Mira tu correo
    .what = Si este servicio conoce la dirección, un enlace va de camino. Funciona durante treinta minutos.
    .next = ¿No llega nada? Mira en el correo no deseado o pide un enlace a un administrador.
forgotten-no-mail = Este servicio no envía correo
    .what = Por eso no puede enviarte un enlace.
    .next = Pídeselo a un administrador: puede crear uno para ti.
