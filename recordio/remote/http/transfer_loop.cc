#include "recordio/remote/http/transfer_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <new>
#include <span>
#include <system_error>

#include <imrec/error.h>

namespace imrec::remote {
namespace {

constexpr std::size_t kEvents = 64;  // that are handled after one wait

}  // namespace

TransferLoop::Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

TransferLoop::TransferLoop(std::size_t max_connections)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      multi_(::curl_multi_init()) {
  ::epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = wake_.number();
  if (epoll_.number() < 0 || wake_.number() < 0 ||
      ::epoll_ctl(epoll_.number(), EPOLL_CTL_ADD, wake_.number(), &event) != 0) {
    throw Error(ErrorCode::kIo, "the system has no more descriptors for remote reading");
  }
  if (!multi_) throw Error(ErrorCode::kIo, "libcurl cannot start");
  ::curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(max_connections));
  ::curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &TransferLoop::OnSocket);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, static_cast<void*>(this));
  ::curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &TransferLoop::OnTimer);
  ::curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, static_cast<void*>(this));
}

// libcurl calls OnSocket() when it closes its connections.
TransferLoop::~TransferLoop() { multi_.reset(); }

void TransferLoop::Add(CURL* handle) {
  if (::curl_multi_add_handle(multi_.get(), handle) != CURLM_OK) throw std::bad_alloc();
}

void TransferLoop::Remove(CURL* handle) { ::curl_multi_remove_handle(multi_.get(), handle); }

void TransferLoop::Wake() const {
  const std::uint64_t one = 1;
  // Fails only if there are very many already.
  static_cast<void>(::write(wake_.number(), &one, sizeof one) == 0);
}

void TransferLoop::Run(std::chrono::milliseconds limit) {
  std::array<::epoll_event, kEvents> events{};
  const int count =
      ::epoll_wait(epoll_.number(), events.data(), static_cast<int>(events.size()), Timeout(limit));
  for (const ::epoll_event& event :
       std::span(events).first(static_cast<std::size_t>(std::max(count, 0)))) {
    if (event.data.fd == wake_.number()) {
      std::uint64_t wakes = 0;
      static_cast<void>(::read(wake_.number(), &wakes, sizeof wakes) == 0);
      continue;
    }
    const int what = ((event.events & EPOLLIN) != 0 ? CURL_CSELECT_IN : 0) |
                     ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                     ((event.events & (EPOLLERR | EPOLLHUP)) != 0 ? CURL_CSELECT_ERR : 0);
    Act(event.data.fd, what);
  }
  if (timer_ && *timer_ <= Clock::now()) {
    timer_.reset();  // libcurl may set it again
    Act(CURL_SOCKET_TIMEOUT, 0);
  }
}

void TransferLoop::Act(curl_socket_t socket, int events) {
  int running = 0;
  ::curl_multi_socket_action(multi_.get(), socket, events, &running);
}

// In milliseconds, as epoll_wait() takes it.
int TransferLoop::Timeout(std::chrono::milliseconds limit) const {
  if (!timer_) return static_cast<int>(limit.count());
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*timer_ - Clock::now());
  return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), limit).count());
}

std::optional<TransferLoop::Ended> TransferLoop::Next() {
  int left = 0;
  while (const CURLMsg* const message = ::curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) {
      return Ended{.handle = message->easy_handle, .result = message->data.result};
    }
  }
  return std::nullopt;
}

std::string TransferLoop::Fault() const {
  if (watch_error_ == 0) return {};
  return "the system cannot watch a connection: " + std::generic_category().message(watch_error_);
}

int TransferLoop::OnSocket(CURL* /*handle*/, curl_socket_t socket, int what, void* self,
                           void* known) {
  static_cast<TransferLoop*>(self)->Watch(socket, what, known != nullptr);
  return 0;
}

void TransferLoop::Watch(curl_socket_t socket, int what, bool known) {
  if (what == CURL_POLL_REMOVE) {
    ::epoll_ctl(epoll_.number(), EPOLL_CTL_DEL, socket, nullptr);
    return;
  }
  ::epoll_event event{};
  event.events = ((what & CURL_POLL_IN) != 0 ? std::uint32_t{EPOLLIN} : 0U) |
                 ((what & CURL_POLL_OUT) != 0 ? std::uint32_t{EPOLLOUT} : 0U);
  event.data.fd = socket;
  const bool watched =
      ::epoll_ctl(epoll_.number(), known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) == 0 ||
      ::epoll_ctl(epoll_.number(), known ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event) == 0;
  watch_error_ = watched ? 0 : errno;
  if (!known) ::curl_multi_assign(multi_.get(), socket, static_cast<void*>(this));
}

int TransferLoop::OnTimer(CURLM* /*multi*/, long milliseconds, void* self) {
  auto& timer = static_cast<TransferLoop*>(self)->timer_;
  timer.reset();
  if (milliseconds >= 0) timer = Clock::now() + std::chrono::milliseconds(milliseconds);
  return 0;
}

}  // namespace imrec::remote
