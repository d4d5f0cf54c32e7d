// The calls of sockets over a transport, with the answers that Linux gives. None of them blocks.
#pragma once

#include <map>

#include "scenario/transport.h"

namespace scenario {

class Sockets {
 public:
  explicit Sockets(Transport& transport) : transport_(transport) {}

  /// As Executor::perform.
  Returned perform(const Call&);

 private:
  struct Socket {
    std::optional<Transport::Id> connection{};
    bool listens = false, connected = false, deaf = false, keep_alive = false, aborts = false;
    bool error_told = false;
  };

  int add(Socket socket);
  Returned listen(Socket&);
  Returned accept(const Socket&);
  Returned connect(Socket&);
  Returned read(Socket&, std::size_t count);
  Returned write(Socket&, std::size_t count);
  Returned shut_down(Socket&, How);
  Returned close(int descriptor);
  Returned set_option(Socket&, const Call&);
  /// The connection's error, told once; 0 if there is none to tell.
  int take_error(Socket&);

  Transport& transport_;
  std::map<int, Socket> sockets_;
};

}  // namespace scenario
