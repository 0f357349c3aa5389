// A slow line to a server, which can break: between the browser and the server stand our own two sockets.
import { connect, createServer } from 'node:net'

/** A line to `url` that carries so many KB a second upwards. `cut` breaks what is on it and takes nothing new until `mend`. */
export async function slowLine(url, speed) {
  const { port } = new URL(url)
  const open = new Set()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(port, 'localhost')
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    far.pipe(near)
    near.on('data', (bytes) => {
      near.pause()
      far.write(bytes)
      setTimeout(() => near.resume(), bytes.length / speed)
    })
  })
  await new Promise((ready) => server.listen(0, 'localhost', ready))
  return {
    url: `http://localhost:${server.address().port}`,
    cut() {
      isCut = true
      for (const socket of open) socket.destroy()
    },
    mend() {
      isCut = false
    },
    async close() {
      this.cut()
      await new Promise((closed) => server.close(closed))
    },
  }
}
