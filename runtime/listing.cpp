#include "runtime/listing.h"

namespace runtime {

std::vector<Row> list(const Stack& stack) {
  std::vector<Row> rows;
  for (const auto port : stack.listening_ports()) {
    rows.push_back({{stack.config().address, port}, {}, tcp::name(tcp::State::LISTEN)});
  }
  for (const Connection* c : stack.connections()) {
    rows.push_back({c->local(), c->remote(), tcp::name(c->tcb().state), c->status().readable});
  }
  return rows;
}

}  // namespace runtime
