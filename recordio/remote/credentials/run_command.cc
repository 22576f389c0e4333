#include "recordio/remote/credentials/run_command.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <optional>
#include <system_error>
#include <thread>

#include <imrec/error.h>

#include "recordio/files/file_descriptor.h"
#include "recordio/remote/http/wait_stopped.h"

namespace imrec::remote {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void FailCommand(const std::string& command, const std::string& reason) {
  // Only the program is named: arguments may be secret.
  throw Error(ErrorCode::kIo, "'" + command.substr(0, command.find(' ')) + "' " + reason);
}

[[noreturn]] void FailWith(const std::string& command, int error) {
  FailCommand(command, "cannot be run: " + std::generic_category().message(error));
}

[[noreturn]] void FailAtLimit(const std::string& command, std::chrono::milliseconds limit) {
  FailCommand(command, "did not end within " + std::to_string(limit.count()) + " ms");
}

constexpr std::chrono::milliseconds kLookInterval(50);

// Calls a function from time to time.
class CommandWatch {
 public:
  explicit CommandWatch(const std::function<void()>& on_wait) : on_wait_(on_wait) {}

  // Throws WaitStopped.
  void Look() {
    if (!on_wait_ || Clock::now() < next_) return;
    next_ = Clock::now() + kLookInterval;
    if (const std::exception_ptr thrown = ThrownBy(on_wait_)) throw WaitStopped(thrown);
  }

 private:
  const std::function<void()>& on_wait_;
  Clock::time_point next_ = Clock::now() + kLookInterval;
};

// A process in a group of its own, which is killed on destruction unless it was waited for.
class Child {
 public:
  Child(const std::string& command, int output) {
    posix_spawn_file_actions_t actions = {};
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawnattr_t attributes = {};
    ::posix_spawnattr_init(&attributes);
    // Signals that this process blocks or ignores must reach the child.
    sigset_t none;
    ::sigemptyset(&none);
    sigset_t pipe;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &pipe);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::string shell = "sh";
    std::string option = "-c";
    std::string text = command;
    const std::array<char*, 4> arguments = {shell.data(), option.data(), text.data(), nullptr};
    const int error =
        ::posix_spawn(&pid_, "/bin/sh", &actions, &attributes, arguments.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) FailWith(command, error);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
  }

  // Returns the exit code, or 128 + the signal that ended the process; nullopt if it still runs at
  // the deadline.
  std::optional<int> WaitUntil(Clock::time_point deadline, CommandWatch& watch) {
    int status = 0;
    while (true) {
      watch.Look();
      const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
      // An error: a handler of SIGCHLD has waited for it, so its status is lost.
      if (ended == pid_ || (ended < 0 && errno != EINTR)) break;
      if (Clock::now() >= deadline) return std::nullopt;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = 0;
};

// Waits until the descriptor can be read. Returns false at the deadline.
bool WaitReadable(const std::string& command, int descriptor, Clock::time_point deadline,
                  CommandWatch& watch) {
  while (true) {
    watch.Look();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd entry = {.fd = descriptor, .events = POLLIN, .revents = 0};
    const auto wait = static_cast<int>(std::min(left, kLookInterval).count());
    const int ready = ::poll(&entry, 1, wait);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) FailWith(command, errno);
  }
}

}  // namespace

std::string RunCommand(const std::string& command, std::chrono::milliseconds limit,
                       std::size_t max_output, const std::function<void()>& on_wait) {
  const Clock::time_point deadline = Clock::now() + limit;
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) FailWith(command, errno);
  const FileDescriptor reader(ends[0]);
  FileDescriptor writer(ends[1]);
  Child child(command, writer.get());
  writer = FileDescriptor();  // so that the end of the output is seen

  CommandWatch watch(on_wait);
  std::string output;
  std::array<char, 4096> buffer = {};
  while (true) {
    if (!WaitReadable(command, reader.get(), deadline, watch)) FailAtLimit(command, limit);
    const ssize_t count = ::read(reader.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) FailWith(command, errno);
    if (count == 0) break;
    output.append(buffer.data(), static_cast<std::size_t>(count));
    if (output.size() > max_output) {
      FailCommand(command, "printed more than " + std::to_string(max_output) + " bytes");
    }
  }
  const std::optional<int> code = child.WaitUntil(deadline, watch);
  if (!code) FailAtLimit(command, limit);
  if (*code != 0) FailCommand(command, "failed with exit code " + std::to_string(*code));
  return output;
}

}  // namespace imrec::remote
