/** As the SDK knows an error of gRPC. */
export function grpcError(code: number, message: string): Error {
  return Object.assign(new Error(message), { code, details: message, metadata: {} });
}
