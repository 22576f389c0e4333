#include "tests/support/process.h"

#include <fcntl.h>
#include <sys/resource.h>
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
  ::execvp(program.c_str(), argv.data());
  ::_exit(127);
}

ProcessResult Run(const std::string& program, const std::vector<std::string>& arguments,
                  const RunOptions& options) {
  const TempDir streams;
  const std::string out = (streams / "out").string();
  const std::string err = (streams / "err").string();
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    if (options.before_exec) options.before_exec();
    Execute(program, arguments, out, err);
  }
  if (options.meanwhile) options.meanwhile(child);
  int status = 0;
  rusage usage = {};
  if (::wait4(child, &status, 0, &usage) != child) throw std::runtime_error("wait4 failed");
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  // A child that is killed early has not made its files.
  const auto text = [](const std::string& path) {
    return std::filesystem::exists(path) ? ReadText(path) : std::string();
  };
  return {.exit_code = code,
          .peak_memory = std::int64_t{usage.ru_maxrss} * 1024,
          .out = text(out),
          .err = text(err)};
}

}  // namespace

ProcessResult RunTool(const std::string& tool, const std::vector<std::string>& arguments,
                      const RunOptions& options) {
  return Run(std::string(IMREC_TOOL_DIR) + "/" + tool, arguments, options);
}

ProcessResult RunTool(const std::string& tool, const std::vector<std::string>& arguments) {
  return RunTool(tool, arguments, {});
}

ProcessResult RunProgram(const std::string& program, const std::vector<std::string>& arguments) {
  return Run(program, arguments, {});
}

ProcessResult RunShell(const std::filesystem::path& folder, const std::string& line) {
  const std::string place =
      "cd '" + folder.string() + "' && PATH='" IMREC_TOOL_DIR "':\"$PATH\" && ";
  return RunProgram("sh", {"-c", place + line});
}

}  // namespace imrec::test
