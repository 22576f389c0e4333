// Forwards TCP connections and delays what passes, as a network with that latency does.
// Usage: delay_proxy TO_PORT DELAY_MS [BYTES_PER_SECOND]
//   Listens on a port of 127.0.0.1, which it prints, and connects each client to TO_PORT there. All
//   bytes arrive DELAY_MS later, in each direction; connecting takes a round trip more.
//   BYTES_PER_SECOND limits what clients receive, all together. Runs until it is killed; one
//   thread, few copies.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kChunk = std::size_t{256} << 10;
constexpr std::size_t kMostHeld = std::size_t{16} << 20;  // bytes on their way, for each direction

struct Chunk {
  Clock::time_point due;
  std::size_t sent = 0;
  std::vector<char> bytes;
};

// One direction of a connection: bytes that were read from one socket and are due for the other.
struct Direction {
  int from = -1;
  int to = -1;
  bool ended = false;     // the sender has closed its end
  bool shut = false;      // and the receiver knows it
  bool limited = false;   // by BYTES_PER_SECOND
  bool readable = false;  // as far as epoll has told
  bool writable = false;
  std::size_t held = 0;
  std::deque<Chunk> chunks = {};
};

struct Connection {
  Clock::time_point begin;  // when the server is told of the client
  std::array<Direction, 2> directions = {};
  bool failed = false;

  bool done() const { return failed || (directions[0].shut && directions[1].shut); }
};

int Fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

sockaddr_in Loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int Socket() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) Fail("socket");
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return descriptor;
}

class Proxy {
 public:
  Proxy(std::uint16_t to_port, Clock::duration delay, double rate)
      : to_port_(to_port), delay_(delay), rate_(rate), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    listener_ = Socket();
    sockaddr_in address = Loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0) Fail("bind");
    if (::listen(listener_, 512) != 0) Fail("listen");
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("%u\n", ntohs(address.sin_port));
    std::fflush(stdout);
    Watch(listener_);
  }

  [[noreturn]] void Run() {
    std::array<epoll_event, 256> events{};
    for (;;) {
      const int timeout = Timeout();
      const int count =
          ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
      now_ = Clock::now();
      Accept();
      for (int i = 0; i < count; ++i) Mark(events[static_cast<std::size_t>(i)]);
      for (const auto& connection : connections_) Serve(*connection);
      std::erase_if(connections_, [this](const auto& connection) {
        if (!connection->done()) return false;
        by_descriptor_.erase(connection->directions[0].from);
        by_descriptor_.erase(connection->directions[0].to);
        ::close(connection->directions[0].from);
        ::close(connection->directions[0].to);
        return true;
      });
    }
  }

 private:
  void Watch(int descriptor) const {
    // By edges: a socket that has more than may be held is read again when there is room.
    epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {}};
    event.data.fd = descriptor;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) Fail("epoll_ctl");
  }

  void Mark(const epoll_event& event) {
    const auto found = by_descriptor_.find(event.data.fd);
    if (found == by_descriptor_.end()) return;
    for (Direction& direction : found->second->directions) {
      const bool ended = (event.events & (EPOLLERR | EPOLLHUP)) != 0;
      if (direction.from == event.data.fd && (ended || (event.events & EPOLLIN) != 0)) {
        direction.readable = true;
      }
      if (direction.to == event.data.fd && (ended || (event.events & EPOLLOUT) != 0)) {
        direction.writable = true;
      }
    }
  }

  // Until the next bytes are due, in ms.
  int Timeout() const {
    Clock::time_point next = Clock::time_point::max();
    for (const auto& connection : connections_) {
      for (const Direction& direction : connection->directions) {
        if (direction.chunks.empty()) continue;
        const Clock::time_point due = std::max(direction.chunks.front().due, NextFor(direction));
        // What is due already waits for room in the socket, of which epoll tells.
        if (due > now_) next = std::min(next, due);
      }
      if (connection->begin > now_) next = std::min(next, connection->begin);
    }
    if (next == Clock::time_point::max()) return -1;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
    return static_cast<int>(std::max<std::int64_t>(wait.count(), 0));
  }

  Clock::time_point NextFor(const Direction& direction) const {
    return direction.limited && rate_ > 0 ? next_ : Clock::time_point::min();
  }

  void Accept() {
    for (;;) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (client < 0) return;
      const int on = 1;
      ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const int server = Socket();
      sockaddr_in address = Loopback(to_port_);
      if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 &&
          errno != EINPROGRESS) {
        ::close(client);
        ::close(server);
        continue;
      }
      // The client thinks that it is connected at once; a round trip makes up for that.
      connections_.push_back(std::make_unique<Connection>(
          Connection{.begin = now_ + 2 * delay_,
                     .directions = {Direction{.from = client, .to = server},
                                    Direction{.from = server, .to = client, .limited = true}}}));
      by_descriptor_[client] = by_descriptor_[server] = connections_.back().get();
      Watch(client);
      Watch(server);
    }
  }

  void Serve(Connection& connection) {
    if (connection.begin > now_) return;
    for (Direction& direction : connection.directions) {
      Receive(connection, direction);
      Send(connection, direction);
    }
  }

  void Receive(Connection& connection, Direction& direction) {
    while (direction.readable && !direction.ended && direction.held < kMostHeld) {
      const ssize_t count = ::recv(direction.from, buffer_.data(), buffer_.size(), 0);
      if (count < 0) {
        direction.readable = false;
        if (errno != EAGAIN && errno != EINTR && errno != ENOTCONN) connection.failed = true;
        return;
      }
      direction.ended = count == 0;
      direction.held += static_cast<std::size_t>(count);
      direction.chunks.push_back(
          {.due = now_ + delay_, .bytes = {buffer_.begin(), buffer_.begin() + count}});
    }
  }

  void Send(Connection& connection, Direction& direction) {
    while (direction.writable && !direction.chunks.empty()) {
      Chunk& chunk = direction.chunks.front();
      if (chunk.due > now_ || NextFor(direction) > now_) return;
      if (chunk.bytes.empty()) {  // the end
        ::shutdown(direction.to, SHUT_WR);
        direction.shut = true;
        return;
      }
      const ssize_t count = ::send(direction.to, chunk.bytes.data() + chunk.sent,
                                   chunk.bytes.size() - chunk.sent, MSG_NOSIGNAL);
      if (count < 0) {
        direction.writable = false;
        if (errno != EAGAIN && errno != EINTR && errno != ENOTCONN) connection.failed = true;
        return;
      }
      chunk.sent += static_cast<std::size_t>(count);
      direction.held -= static_cast<std::size_t>(count);
      if (direction.limited && rate_ > 0) {
        const std::chrono::duration<double> taken(static_cast<double>(count) / rate_);
        next_ = std::max(next_, now_) + std::chrono::duration_cast<Clock::duration>(taken);
      }
      if (chunk.sent == chunk.bytes.size()) direction.chunks.pop_front();
    }
  }

  const std::uint16_t to_port_;
  const Clock::duration delay_;
  const double rate_;
  const int epoll_;
  int listener_ = -1;
  Clock::time_point now_ = Clock::now();
  Clock::time_point next_ = {};  // when clients may receive more
  std::vector<std::unique_ptr<Connection>> connections_;
  std::unordered_map<int, Connection*> by_descriptor_;
  std::vector<char> buffer_ = std::vector<char>(kChunk);
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fprintf(stderr, "usage: delay_proxy TO_PORT DELAY_MS [BYTES_PER_SECOND]\n");
    return 2;
  }
  const std::chrono::duration<double, std::milli> delay(std::atof(argv[2]));
  Proxy(static_cast<std::uint16_t>(std::atoi(argv[1])),
        std::chrono::duration_cast<Clock::duration>(delay), argc > 3 ? std::atof(argv[3]) : 0)
      .Run();
}
