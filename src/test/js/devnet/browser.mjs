// Chromium without a window, asked in JSON lines (lines.mjs). A profile is a browser context: its own cookies and
// storage. A page belongs to a profile and is called by its name. Selectors are Playwright's.
import { chromium } from 'playwright-core'
import { answer, say } from './lines.mjs'

const [executablePath, ...args] = process.argv.slice(2)
const root = process.getuid?.() === 0
const browser = await chromium.launch({ executablePath, args: [...args, ...(root ? ['--no-sandbox'] : [])] })
const profiles = new Map()
const pages = new Map()

async function profileOf(name) {
  if (!profiles.has(name)) {
    const context = await browser.newContext({ locale: 'en-US' })
    context.setDefaultTimeout(20_000)
    profiles.set(name, context)
  }
  return profiles.get(name)
}

const page = (name) => {
  if (!pages.has(name)) throw new Error(`there is no page ${name}`)
  return pages.get(name).page
}

async function open({ name, profile }) {
  const context = await profileOf(profile)
  const opened = await context.newPage()
  const said = []
  opened.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  opened.on('pageerror', (e) => said.push(`uncaught: ${e.message}`))
  pages.set(name, { page: opened, said })
}

async function closeProfile({ profile }) {
  const context = profiles.get(profile)
  if (!context) return
  profiles.delete(profile)
  for (const [name, { page: each }] of pages) if (each.context() === context) pages.delete(name)
  // what a page still loads from where it was led has nobody to be brought to
  await context.unrouteAll({ behavior: 'ignoreErrors' })
  await context.close()
}

const commands = {
  open,
  closeProfile,
  async go({ name, url }) {
    const response = await page(name).goto(url, { waitUntil: 'load' })
    return response?.status() ?? 0
  },
  click: ({ name, selector }) => page(name).locator(selector).first().click(),
  fill: ({ name, selector, text }) => page(name).locator(selector).first().fill(text),
  press: ({ name, key }) => page(name).keyboard.press(key),
  text: ({ name, selector }) => page(name).locator(selector).first().innerText(),
  await: ({ name, selector, seconds }) =>
    page(name).locator(selector).first().waitFor({ state: 'visible', timeout: seconds * 1000 }),
  isVisible: ({ name, selector }) => page(name).locator(selector).first().isVisible(),
  url: ({ name }) => page(name).url(),
  awaitUrl: ({ name, prefix, seconds }) =>
    page(name).waitForURL((url) => url.href.startsWith(prefix), { timeout: seconds * 1000, waitUntil: 'load' }),
  evaluate: ({ name, script, given }) => page(name).evaluate(`(${script})(${JSON.stringify(given ?? null)})`),
  screenshot: ({ name, path, dark }) =>
    page(name)
      .emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
      .then(() => page(name).screenshot({ path, fullPage: true }))
      .then(() => null),
  said: ({ name }) => pages.get(name).said,
  // requests whose address begins so fail as if the host were down, in all pages of the profile
  block: async ({ profile, prefix }) =>
    (await profileOf(profile)).route((url) => url.href.startsWith(prefix), (route) => route.abort('connectionrefused')),
  // has an origin be served by another one, as a tunnel would
  lead: async ({ profile, origin, to }) =>
    (await profileOf(profile)).route(
      (url) => url.origin === origin,
      async (route) => {
        const url = new URL(route.request().url())
        await route.fulfill({ response: await route.fetch({ url: to + url.pathname + url.search }) })
      },
    ),
  unblock: async ({ profile }) => (await profileOf(profile)).unrouteAll(),
  offline: async ({ profile, offline }) => (await profileOf(profile)).setOffline(offline),
}

answer(commands, () => browser.close())
say({ ready: { version: browser.version() } })
