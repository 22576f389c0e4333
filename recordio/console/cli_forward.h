// Declares the classes of CLI11 that headers name. Its own header takes seconds to compile.
#ifndef IMREC_RECORDIO_CONSOLE_CLI_FORWARD_H_
#define IMREC_RECORDIO_CONSOLE_CLI_FORWARD_H_

namespace CLI {
class App;
class Option;
}  // namespace CLI

#endif  // IMREC_RECORDIO_CONSOLE_CLI_FORWARD_H_
