// Package walk holds the walks: the main job of each role, done in a real Chromium on the whole site over a filled
// database, and a crawl of everything that a role can reach. It has no code of its own.
//
// Every page that a walk comes past is looked at the same way: nothing for axe-core to find, nothing refused by the
// content policy, nothing to scroll sideways for at 320 px. TUSOI_SCREENSHOTS names a folder that gets their pictures.
package walk
