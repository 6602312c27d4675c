// The service worker: shows messages that were pushed, and says that they were shown. It keeps no files.

// Nothing in a message is trusted: it may lead to a page of ours, and to nothing else. ("//host" and "/\host" are
// other sites.)
const ours = path => typeof path === 'string' && /^\/(?:[\w.~%?=&#-][\w.~%?=&#/-]*)?$/.test(path) ? path : undefined

const text = value => typeof value === 'string' ? value : undefined

// Each push has to be shown, even one that cannot be read.
function read(data) {
  try {
    return Object(data.json())
  } catch {
    return {}
  }
}

async function show(message) {
  const tag = text(message.tag)
  await registration.showNotification(text(message.title) || 'Doorcode', {
    body: text(message.body),
    lang: text(message.lang),
    icon: '/icon-192.png',
    badge: '/badge.png',
    tag,
    // A newer message takes the place of an older one, and is heard as well.
    renotify: Boolean(tag),
    data: ours(message.url) || '/',
  })
  // A push service has taken many a message for browsers that are long gone: it counts when it was shown.
  const ack = ours(message.ack)
  if (ack) await fetch(ack, { method: 'POST', keepalive: true, credentials: 'omit' })
}

async function open(path) {
  const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  const url = new URL(path, location.origin)
  const shown = windows.find(({ url: shown }) => new URL(shown).pathname === url.pathname)
  return shown ? shown.focus() : clients.openWindow(url)
}

// The push service has given the browser a new address.
async function renew({ oldSubscription: old, newSubscription }) {
  const { pushManager } = registration
  const applicationServerKey = old?.options.applicationServerKey
  const subscription = newSubscription || await pushManager.getSubscription() ||
    applicationServerKey && await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  if (!subscription) return
  await fetch('/api/push_renewed', {
    method: 'POST',
    keepalive: true,
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...subscription.toJSON(), old: old?.endpoint }),
  })
}

addEventListener('install', () => skipWaiting())
addEventListener('activate', event => event.waitUntil(clients.claim()))
addEventListener('push', event => event.waitUntil(show(read(event.data))))
addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(open(ours(event.notification.data) || '/'))
})
addEventListener('pushsubscriptionchange', event => event.waitUntil(renew(event)))
