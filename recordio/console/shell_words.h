// Command lines as they are typed, for messages that say what to type.
#ifndef IMREC_RECORDIO_CONSOLE_SHELL_WORDS_H_
#define IMREC_RECORDIO_CONSOLE_SHELL_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

namespace imrec::console {

/// `word` as a shell takes it: in quotes if it holds anything but letters, digits and -_./+=:,@%^.
std::string ShellWord(std::string_view word);

/// The words with blanks in between, each as ShellWord() gives it.
std::string ShellCommand(const std::vector<std::string>& words);

}  // namespace imrec::console

#endif  // IMREC_RECORDIO_CONSOLE_SHELL_WORDS_H_
