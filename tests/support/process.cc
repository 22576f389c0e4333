#include "tests/support/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

#include "tests/support/files.h"

namespace imrec::test {
namespace {

[[noreturn]] void Execute(const std::string& program, const std::vector<std::string>& arguments,
                          const std::string& out, const std::string& err) {
  std::vector<char*> argv = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
  ::dup2(::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

}  // namespace

ProcessResult RunTool(const std::string& tool, const std::vector<std::string>& arguments) {
  const TempDir streams;
  const std::string program = std::string(IMREC_TOOL_DIR) + "/" + tool;
  const std::string out = (streams / "out").string();
  const std::string err = (streams / "err").string();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) Execute(program, arguments, out, err);
  int status = 0;
  if (::waitpid(child, &status, 0) != child) throw std::runtime_error("waitpid failed");
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {.exit_code = code, .out = ReadText(out), .err = ReadText(err)};
}

}  // namespace imrec::test
