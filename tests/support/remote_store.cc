#include "tests/support/remote_store.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): it declares kill()
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/support/process.h"

namespace imrec::test {
namespace {

// Returns the first line that a file descriptor gives.
std::string ReadLine(int descriptor) {
  std::string line;
  for (char character = 0; ::read(descriptor, &character, 1) == 1 && character != '\n';) {
    line += character;
  }
  return line;
}

}  // namespace

bool CanRunRemoteStore() { return RunProgram("python3", {"-c", "import ssl"}).exit_code == 0; }

RemoteStore::RemoteStore(const std::filesystem::path& root,
                         const std::vector<std::string>& options) {
  std::vector<std::string> command = {"python3", std::string(IMREC_TEST_DIR) + "/remote/store.py",
                                      "--root",  root.string(),
                                      "--port",  "0"};
  command.insert(command.end(), options.begin(), options.end());
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  port_ = std::atoi(ReadLine(ends[0]).c_str());
  ::close(ends[0]);
  if (port_ == 0) throw std::runtime_error("the store does not start");
  url_ = "http://127.0.0.1:" + std::to_string(port_);
}

RemoteStore::~RemoteStore() { Kill(); }

void RemoteStore::Kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

std::string RemoteStore::Send(const std::string& method, const std::string& path,
                              const std::string& body) const {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::runtime_error("the store does not answer");
  }
  const std::string request = method + ' ' + path +
                              " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                              "Content-Length: " +
                              std::to_string(body.size()) + "\r\n\r\n" + body;
  if (::write(connection, request.data(), request.size()) != static_cast<ssize_t>(request.size())) {
    throw std::runtime_error("the store does not listen");
  }
  std::string response;
  std::array<char, 4096> part;
  for (ssize_t got; (got = ::read(connection, part.data(), part.size())) > 0;) {
    response.append(part.data(), static_cast<std::size_t>(got));
  }
  ::close(connection);
  if (!response.starts_with("HTTP/1.1 2")) {
    throw std::runtime_error("the store says " + response.substr(0, 300));
  }
  return response.substr(response.find("\r\n\r\n") + 4);
}

void RemoteStore::Control(const std::string& json) const { Send("POST", "/_control", json); }

std::string RemoteStore::Counters() const { return Send("GET", "/_control", ""); }
std::string RemoteStore::Log() const { return Send("GET", "/_control/log", ""); }

long RemoteStore::Counter(const std::string& name) const {
  const nlohmann::json value = nlohmann::json::parse(Counters()).at(name);
  if (!value.is_object()) return value.get<long>();
  long sum = 0;
  for (const auto& member : value) sum += member.get<long>();
  return sum;
}

}  // namespace imrec::test
