// Runs a shell command and returns what it prints.
#ifndef IMREC_RECORDIO_REMOTE_CREDENTIALS_RUN_COMMAND_H_
#define IMREC_RECORDIO_REMOTE_CREDENTIALS_RUN_COMMAND_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace imrec::remote {

/// Runs the command by /bin/sh with an empty standard input and returns its standard output.
/// Standard error is shared with this process. Throws Error(kIo) if the command cannot be run,
/// fails, prints more than `max_output` bytes, or runs for longer than `limit`; it is then killed
/// together with the processes that it started. `on_wait` is called about 20 times per second; if
/// it throws, the command is killed, and WaitStopped thrown. It may be empty.
std::string RunCommand(const std::string& command, std::chrono::milliseconds limit,
                       std::size_t max_output, const std::function<void()>& on_wait = {});

}  // namespace imrec::remote

#endif  // IMREC_RECORDIO_REMOTE_CREDENTIALS_RUN_COMMAND_H_
