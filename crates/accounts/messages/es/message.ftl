# Pages that say what happened (.what) and what to do (.next).

unknown-app = Aquí no se conoce esta aplicación
    .what = La dirección por la que has venido nombra una aplicación que este servicio no tiene, o que un administrador ha desactivado.
    .next = Vuelve a la aplicación y avisa a quien la lleva. No se ha enviado nada sobre ti.
redirect-uri-mismatch = El camino de vuelta no está registrado
    .what = { $app } pide la respuesta en una dirección que aquí no está en su lista, así que no se te envía allí.
    .next = Avisa a quien lleva la aplicación: la dirección tiene que estar registrada exactamente, letra por letra. No se ha enviado nada sobre ti.
expired-request = Este inicio de sesión ha terminado
    .what = Ya se había respondido, pasó demasiado tiempo o se empezó en otro navegador.
    .next = Vuelve a la aplicación y empieza de nuevo.
not-found = Aquí no hay nada
    .what = Este servicio no tiene ninguna página en esta dirección.
    .next = Revisa la dirección o empieza de nuevo desde tu aplicación.
method-not-allowed = Esta dirección funciona de otra manera
    .what = Se ha pedido la página de una forma a la que no responde.
    .next = Empieza de nuevo desde tu aplicación.
too-many-tries = Demasiados intentos
    .what = Desde aquí, o con este nombre, la contraseña ha fallado diez veces en 15 minutos.
    .next = No hay nada bloqueado. { $again }
too-many-links = Demasiadas solicitudes
    .what = Desde aquí, o para esta dirección, se ha pedido un enlace diez veces en 15 minutos.
    .next = Mira el correo que ha llegado. { $again }
busy = El servicio está ocupado
    .what = Hay aquí más gente de la que puede atender a la vez. No se ha perdido nada.
    .next = { $again }
cannot-store = Ahora no se puede guardar nada
    .what = El servicio no puede escribir en su disco. Lo que enviaste no se ha guardado; no se ha perdido nada más.
    .next = { $again } Si continúa, avisa a quien lleva este servicio.
internal = Aquí ha fallado algo
    .what = El servicio no ha podido terminar lo que pedías. No se ha guardado nada.
    .next = Inténtalo de nuevo. Si pasa siempre, avisa a quien lleva este servicio; el registro dice más.
front = Un servicio de cuentas
    .what = { $service } es adonde te envían las aplicaciones para iniciar sesión.
    .next = Empieza por la aplicación que quieras usar, o gestiona aquí tu cuenta.

# The page before the way back to an app on this computer whose request is refused.
turned-back = Este inicio de sesión no puede seguir
    .what = La aplicación ha pedido algo de una forma que este servicio rechaza. No se ha enviado nada sobre ti.
    .next = Pulsa el botón para volver a ella: se le dice por qué.
turned-back-button = Volver a la aplicación

# A request that cannot be read, and why.
bad-request = Esta petición no se entiende
    .what = { $what }
    .next = Vuelve a la aplicación y empieza de nuevo. Si pasa siempre, avisa a quien la lleva.
bad-form-text = El formulario contiene algo que no es texto en UTF-8.
bad-form-twice = Un campo del formulario aparece dos veces.
bad-form = El formulario no se puede leer.
bad-parameter-twice = Un parámetro aparece dos veces.
bad-request-text = Contiene algo que no es texto en UTF-8.
bad-request-twice = Dice dos veces de qué aplicación es o adónde va la respuesta.
bad-request-no-app = No dice de qué aplicación es (client_id).
bad-request-no-return = No dice adónde va la respuesta (redirect_uri).
bad-consent-scope = Acepta algo que no es un permiso.
bad-consent-not-asked = Acepta algo que la aplicación no ha pedido.
bad-consent-answer = No dice ni que acepta ni que deniega.
bad-request-long = Es más larga de lo que puede ser una dirección.
bad-choice = No dice ninguna de las respuestas que tiene la página.
