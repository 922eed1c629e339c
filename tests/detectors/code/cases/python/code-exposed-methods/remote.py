from xmlrpc.server import CGIXMLRPCRequestHandler, SimpleXMLRPCServer


def serve(service):
    server = SimpleXMLRPCServer(("localhost", 8000))
    server.register_instance(service, allow_dotted_names=True)  # expect: code-exposed-methods
    server.serve_forever()


def serve_short(service):
    with SimpleXMLRPCServer(("localhost", 8000)) as server:
        server.register_instance(service, True)  # expect: code-exposed-methods


def gateway(service):
    handler = CGIXMLRPCRequestHandler()
    handler.register_instance(service, allow_dotted_names=True)  # expect: code-exposed-methods
    handler.handle_request()


def serve_well(service):
    server = SimpleXMLRPCServer(("localhost", 8000))
    server.register_instance(service)  # ok: code-exposed-methods
    server.register_function(service.add, "add")  # ok: code-exposed-methods
    server.register_instance(service, allow_dotted_names=False)  # ok: code-exposed-methods
