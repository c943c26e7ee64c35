package haneul;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs a Java function: asks the Runtime API for events, calls the handler, tells what came of it.
 *
 * <p>The function's own jars carry the interfaces (aws-lambda-java-core), so they are met by reflection.
 * Java 8's language and library, and nothing else.
 */
public final class Bootstrap {
    private static final String API = "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/";

    public static void main(String[] arguments) throws Exception {
        Handler handler;
        try {
            Thread.currentThread().setContextClassLoader(loader());
            handler = Handler.find(System.getenv("_HANDLER"));
        } catch (Throwable error) {
            fail("init/error", cause(error));
            System.exit(1);
            return;
        }
        while (true) {
            HttpURLConnection next = open("invocation/next");
            byte[] event = read(next.getInputStream());
            String request = next.getHeaderField("Lambda-Runtime-Aws-Request-Id");
            String trace = next.getHeaderField("Lambda-Runtime-Trace-Id");
            if (trace == null) {
                System.clearProperty("com.amazonaws.xray.traceHeader");
            } else {
                System.setProperty("com.amazonaws.xray.traceHeader", trace);
            }
            byte[] answer;
            try {
                answer = handler.call(event, next);
            } catch (Throwable error) {
                fail("invocation/" + request + "/error", cause(error));
                continue;
            }
            post("invocation/" + request + "/response", answer, null);
        }
    }

    /** The function's own classes, then its jars, then layers'. */
    private static ClassLoader loader() throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(new File("/var/task/").toURI().toURL());
        for (String folder : new String[] {"/var/task/lib", "/opt/java/lib"}) {
            File[] files = new File(folder).listFiles();
            if (files == null) {
                continue;
            }
            Arrays.sort(files);
            for (File file : files) {
                if (file.getName().endsWith(".jar")) {
                    urls.add(file.toURI().toURL());
                }
            }
        }
        return new URLClassLoader(urls.toArray(new URL[0]), Bootstrap.class.getClassLoader());
    }

    private static HttpURLConnection open(String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(API + path).openConnection();
        connection.setRequestProperty("User-Agent", "aws-lambda-java/" + System.getProperty("java.version"));
        return connection;
    }

    private static void post(String path, byte[] body, String errorType) throws IOException {
        HttpURLConnection connection = open(path);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        connection.setRequestProperty("Content-Type", "application/json");
        if (errorType != null) {
            connection.setRequestProperty("Lambda-Runtime-Function-Error-Type", errorType);
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        InputStream answer = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        if (answer != null) {
            read(answer);
        }
    }

    private static byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        for (int length = in.read(part); length >= 0; length = in.read(part)) {
            out.write(part, 0, length);
        }
        in.close();
        return out.toByteArray();
    }

    private static Throwable cause(Throwable error) {
        boolean wrapped = error instanceof InvocationTargetException && error.getCause() != null;
        return wrapped ? error.getCause() : error;
    }

    private static void fail(String path, Throwable error) throws IOException {
        java.io.StringWriter text = new java.io.StringWriter();
        text.write(error.getMessage() + ": " + error.getClass().getName() + "\n");
        error.printStackTrace(new java.io.PrintWriter(text, true));
        // One event of the log: lines in it end as AWS's own sandboxes end them.
        System.out.println(text.toString().trim().replace('\n', '\r'));
        System.out.flush();
        byte[] body = Json.write(told(error)).getBytes(StandardCharsets.UTF_8);
        post(path, body, error.getClass().getName());
    }

    private static Map<String, Object> told(Throwable error) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("errorMessage", error.getMessage());
        told.put("errorType", error.getClass().getName());
        List<String> trace = new ArrayList<>();
        for (StackTraceElement frame : error.getStackTrace()) {
            // What is ours, and what lies below it, is not the function's.
            if (frame.getClassName().startsWith("haneul.")) {
                break;
            }
            trace.add(frame.toString());
        }
        told.put("stackTrace", trace);
        if (error.getCause() != null && error.getCause() != error) {
            told.put("cause", told(error.getCause()));
        }
        return told;
    }

    /** A method of the function's, and how to call it. */
    private static final class Handler {
        private final Object instance;
        private final Method method;
        private final boolean streams;

        private Handler(Object instance, Method method) {
            this.instance = instance;
            this.method = method;
            Class<?>[] parameters = method.getParameterTypes();
            streams = parameters.length >= 2 && parameters[0] == InputStream.class && parameters[1] == OutputStream.class;
            method.setAccessible(true);
        }

        static Handler find(String whole) throws Exception {
            String[] parts = whole.split("::", 2);
            Class<?> type;
            try {
                type = Class.forName(parts[0], true, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException error) {
                throw new ClassNotFoundException("Class not found: " + parts[0]);
            }
            String name = parts.length == 2 ? parts[1] : "handleRequest";
            Method chosen = null;
            for (Method method : type.getMethods()) {
                if (!method.getName().equals(name) || method.isBridge() || method.isSynthetic()) {
                    continue;
                }
                // Of several, the one with the most parameters, as AWS chooses.
                if (chosen == null || method.getParameterCount() > chosen.getParameterCount()) {
                    chosen = method;
                }
            }
            if (chosen == null) {
                String why = "No public method named " + name + " with appropriate method signature found on class " + type;
                throw new NoSuchMethodException(why);
            }
            boolean isStatic = Modifier.isStatic(chosen.getModifiers());
            return new Handler(isStatic ? null : type.getDeclaredConstructor().newInstance(), chosen);
        }

        byte[] call(byte[] event, HttpURLConnection headers) throws Throwable {
            Class<?>[] types = method.getParameterTypes();
            Object[] arguments = new Object[types.length];
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int at = 0; at < types.length; at++) {
                if (types[at].getName().equals("com.amazonaws.services.lambda.runtime.Context")) {
                    arguments[at] = Context.of(types[at], headers);
                } else if (types[at] == InputStream.class) {
                    arguments[at] = new ByteArrayInputStream(event);
                } else if (types[at] == OutputStream.class) {
                    arguments[at] = out;
                } else {
                    Object json = Json.read(new String(event, StandardCharsets.UTF_8));
                    arguments[at] = Json.as(method.getGenericParameterTypes()[at], json);
                }
            }
            Object result = method.invoke(instance, arguments);
            if (streams) {
                return out.toByteArray();
            }
            return Json.write(method.getReturnType() == void.class ? null : result).getBytes(StandardCharsets.UTF_8);
        }
    }

    /** AWS's interfaces of the context, which the function's own jars define. */
    private static final class Context {
        static Object of(Class<?> type, HttpURLConnection headers) {
            long deadline = Long.parseLong(headers.getHeaderField("Lambda-Runtime-Deadline-Ms"));
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("getAwsRequestId", headers.getHeaderField("Lambda-Runtime-Aws-Request-Id"));
            values.put("getInvokedFunctionArn", headers.getHeaderField("Lambda-Runtime-Invoked-Function-Arn"));
            values.put("getTenantId", headers.getHeaderField("Lambda-Runtime-Aws-Tenant-Id"));
            values.put("getLogGroupName", System.getenv("AWS_LAMBDA_LOG_GROUP_NAME"));
            values.put("getLogStreamName", System.getenv("AWS_LAMBDA_LOG_STREAM_NAME"));
            values.put("getFunctionName", System.getenv("AWS_LAMBDA_FUNCTION_NAME"));
            values.put("getFunctionVersion", System.getenv("AWS_LAMBDA_FUNCTION_VERSION"));
            String memory = System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
            values.put("getMemoryLimitInMB", memory == null ? 0 : Integer.parseInt(memory));
            values.put("getIdentity", given(type, "getIdentity", headers.getHeaderField("Lambda-Runtime-Cognito-Identity")));
            values.put("getClientContext", given(type, "getClientContext", headers.getHeaderField("Lambda-Runtime-Client-Context")));
            return proxy(type, (self, method, arguments) -> {
                switch (method.getName()) {
                    case "getRemainingTimeInMillis":
                        return (int) Math.max(0, deadline - System.currentTimeMillis());
                    case "getLogger":
                        return logger(method.getReturnType());
                    case "toString":
                        return values.toString();
                    case "hashCode":
                        return System.identityHashCode(self);
                    case "equals":
                        return self == arguments[0];
                    default:
                        return values.get(method.getName());
                }
            });
        }

        private static Object logger(Class<?> type) {
            return proxy(type, (self, method, arguments) -> {
                if (method.getName().equals("log")) {
                    byte[] bytes = arguments[0] instanceof byte[] ? (byte[]) arguments[0] : String.valueOf(arguments[0]).getBytes(StandardCharsets.UTF_8);
                    System.out.write(bytes, 0, bytes.length);
                    System.out.flush();
                }
                return null;
            });
        }

        /** An interface whose getters are members of what a header says. */
        private static Object given(Class<?> context, String getter, String header) {
            if (header == null || header.isEmpty()) {
                return null;
            }
            try {
                return of(context.getMethod(getter).getReturnType(), (Map<?, ?>) Json.read(header));
            } catch (NoSuchMethodException error) {
                return null;
            }
        }

        private static Object of(Class<?> type, Map<?, ?> json) {
            return proxy(type, (self, method, arguments) -> {
                String name = method.getName().replaceFirst("^get", "").replace("Environment", "Env").toLowerCase(Locale.ROOT);
                for (Map.Entry<?, ?> entry : json.entrySet()) {
                    String key = entry.getKey().toString().replace("_", "").replace("cognitoI", "i").toLowerCase(Locale.ROOT);
                    if (!key.equals(name)) {
                        continue;
                    }
                    boolean nested = entry.getValue() instanceof Map && !Map.class.isAssignableFrom(method.getReturnType());
                    return nested ? of(method.getReturnType(), (Map<?, ?>) entry.getValue()) : entry.getValue();
                }
                return null;
            });
        }

        private static Object proxy(Class<?> type, InvocationHandler handler) {
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
        }
    }

    /** JSON, to and from what functions declare: values, maps, lists, and beans with getters and setters. */
    private static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object read(String text) {
            Json json = new Json(text);
            Object value = json.value();
            if (json.next() != 0) {
                throw json.wrong();
            }
            return value;
        }

        private IllegalArgumentException wrong() {
            return new IllegalArgumentException("Unexpected character in JSON at " + at);
        }

        private char next() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            return at < text.length() ? text.charAt(at) : 0;
        }

        private boolean take(char wanted) {
            boolean is = next() == wanted;
            at += is ? 1 : 0;
            return is;
        }

        private void want(char wanted) {
            if (!take(wanted)) {
                throw wrong();
            }
        }

        private Object value() {
            switch (next()) {
                case '{':
                    return object();
                case '[':
                    return list();
                case '"':
                    return string();
                case 't':
                    return word("true", true);
                case 'f':
                    return word("false", false);
                case 'n':
                    return word("null", null);
                default:
                    return number();
            }
        }

        private Object word(String word, Object value) {
            if (!text.startsWith(word, at)) {
                throw wrong();
            }
            at += word.length();
            return value;
        }

        private Map<String, Object> object() {
            Map<String, Object> map = new LinkedHashMap<>();
            want('{');
            if (take('}')) {
                return map;
            }
            do {
                next();
                String key = string();
                want(':');
                map.put(key, value());
            } while (take(','));
            want('}');
            return map;
        }

        private List<Object> list() {
            List<Object> list = new ArrayList<>();
            want('[');
            if (take(']')) {
                return list;
            }
            do {
                list.add(value());
            } while (take(','));
            want(']');
            return list;
        }

        private String string() {
            want('"');
            StringBuilder out = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return out.toString();
                }
                if (c != '\\') {
                    out.append(c);
                    continue;
                }
                char escaped = at < text.length() ? text.charAt(at++) : 0;
                int plain = "\"\\/bfnrt".indexOf(escaped);
                if (plain >= 0) {
                    out.append("\"\\/\b\f\n\r\t".charAt(plain));
                } else if (escaped == 'u' && at + 4 <= text.length()) {
                    out.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                } else {
                    throw wrong();
                }
            }
            throw wrong();
        }

        private Number number() {
            int from = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (from == at) {
                throw wrong();
            }
            BigDecimal number = new BigDecimal(text.substring(from, at));
            if (number.scale() > 0 || text.substring(from, at).matches(".*[.eE].*")) {
                return number.doubleValue();
            }
            if (number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
                return number.intValue();
            }
            return number.toBigInteger().bitLength() < 64 ? (Number) number.longValue() : number.toBigInteger();
        }

        static Object as(Type type, Object json) throws Exception {
            if (type instanceof ParameterizedType) {
                return asGeneric((ParameterizedType) type, json);
            }
            if (type instanceof TypeVariable || type instanceof WildcardType || type instanceof GenericArrayType) {
                return json;
            }
            Class<?> wanted = (Class<?>) type;
            if (json == null || wanted == Object.class) {
                return json;
            }
            if (json instanceof Number && !wanted.isInstance(json)) {
                return number(wanted, new BigDecimal(json.toString()), json);
            }
            if (wanted == String.class && !(json instanceof Map) && !(json instanceof List)) {
                return json.toString();
            }
            if (wanted.isInstance(json) || wanted == boolean.class) {
                return json;
            }
            if (wanted.isEnum()) {
                for (Object constant : wanted.getEnumConstants()) {
                    if (((Enum<?>) constant).name().equals(json)) {
                        return constant;
                    }
                }
            }
            if (wanted.isArray() && json instanceof List) {
                List<?> from = (List<?>) json;
                Object array = Array.newInstance(wanted.getComponentType(), from.size());
                for (int at = 0; at < from.size(); at++) {
                    Array.set(array, at, as(wanted.getComponentType(), from.get(at)));
                }
                return array;
            }
            if (json instanceof String && Number.class.isAssignableFrom(wanted) || wanted.isPrimitive()) {
                return number(wanted, new BigDecimal(json.toString()), json);
            }
            if (json instanceof Map && !Collection.class.isAssignableFrom(wanted)) {
                return bean(wanted, (Map<?, ?>) json);
            }
            throw new IllegalArgumentException("An error occurred during JSON parsing: " + json.getClass().getSimpleName() + " is no " + wanted.getName());
        }

        private static Object number(Class<?> wanted, BigDecimal number, Object json) {
            if (wanted == int.class || wanted == Integer.class) {
                return number.intValue();
            } else if (wanted == long.class || wanted == Long.class) {
                return number.longValue();
            } else if (wanted == double.class || wanted == Double.class) {
                return number.doubleValue();
            } else if (wanted == float.class || wanted == Float.class) {
                return number.floatValue();
            } else if (wanted == short.class || wanted == Short.class) {
                return number.shortValue();
            } else if (wanted == byte.class || wanted == Byte.class) {
                return number.byteValue();
            } else if (wanted == BigInteger.class) {
                return number.toBigInteger();
            } else if (wanted == BigDecimal.class) {
                return number;
            } else if (wanted == String.class) {
                return json.toString();
            }
            throw new IllegalArgumentException("An error occurred during JSON parsing: a number is no " + wanted.getName());
        }

        private static Object asGeneric(ParameterizedType type, Object json) throws Exception {
            Class<?> raw = (Class<?>) type.getRawType();
            Type[] arguments = type.getActualTypeArguments();
            if (json instanceof Map && Map.class.isAssignableFrom(raw)) {
                Map<Object, Object> map = new LinkedHashMap<>();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) json).entrySet()) {
                    map.put(as(arguments[0], entry.getKey()), as(arguments[1], entry.getValue()));
                }
                return map;
            }
            if (json instanceof List && Iterable.class.isAssignableFrom(raw)) {
                Collection<Object> items = Set.class.isAssignableFrom(raw) ? new LinkedHashSet<>() : new ArrayList<>();
                for (Object item : (List<?>) json) {
                    items.add(as(arguments[0], item));
                }
                return items;
            }
            return as(raw, json);
        }

        private static Object bean(Class<?> type, Map<?, ?> json) throws Exception {
            Object bean = type.getDeclaredConstructor().newInstance();
            for (Map.Entry<?, ?> entry : json.entrySet()) {
                String name = entry.getKey().toString();
                for (Method method : type.getMethods()) {
                    boolean sets = method.getName().equalsIgnoreCase("set" + name) && method.getParameterCount() == 1;
                    if (sets && !method.isBridge()) {
                        method.invoke(bean, as(method.getGenericParameterTypes()[0], entry.getValue()));
                    }
                }
                for (Field field : type.getFields()) {
                    if (field.getName().equals(name) && !Modifier.isFinal(field.getModifiers())) {
                        field.set(bean, as(field.getGenericType(), entry.getValue()));
                    }
                }
            }
            return bean;
        }

        static String write(Object value) {
            StringBuilder out = new StringBuilder();
            write(out, value, 0);
            return out.toString();
        }

        private static void write(StringBuilder out, Object value, int depth) {
            if (depth > 200) {
                throw new IllegalArgumentException("An error occurred during serialization: it is too deep");
            }
            if (value == null || value instanceof Number || value instanceof Boolean) {
                out.append(value);
            } else if (value instanceof CharSequence || value instanceof Enum || value instanceof Character) {
                quote(out, value instanceof Enum ? ((Enum<?>) value).name() : value.toString());
            } else if (value instanceof Map) {
                writeMap(out, (Map<?, ?>) value, depth);
            } else if (value instanceof Iterable) {
                List<Object> list = new ArrayList<>();
                ((Iterable<?>) value).forEach(list::add);
                writeList(out, list, depth);
            } else if (value.getClass().isArray()) {
                List<Object> list = new ArrayList<>();
                for (int at = 0; at < Array.getLength(value); at++) {
                    list.add(Array.get(value, at));
                }
                writeList(out, list, depth);
            } else {
                writeMap(out, members(value), depth);
            }
        }

        private static Map<String, Object> members(Object bean) {
            Map<String, Object> members = new LinkedHashMap<>();
            try {
                for (Field field : bean.getClass().getFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        members.put(field.getName(), field.get(bean));
                    }
                }
                for (Method method : bean.getClass().getMethods()) {
                    String name = method.getName();
                    int skip = name.startsWith("get") ? 3 : name.startsWith("is") && method.getReturnType() == boolean.class ? 2 : 0;
                    boolean getter = skip > 0 && name.length() > skip && method.getParameterCount() == 0;
                    if (!getter || method.getDeclaringClass() == Object.class || method.isBridge() || Modifier.isStatic(method.getModifiers())) {
                        continue;
                    }
                    method.setAccessible(true);
                    members.put(Character.toLowerCase(name.charAt(skip)) + name.substring(skip + 1), method.invoke(bean));
                }
            } catch (IllegalAccessException | InvocationTargetException error) {
                throw new IllegalArgumentException("An error occurred during serialization", error);
            }
            return members;
        }

        private static void writeMap(StringBuilder out, Map<?, ?> map, int depth) {
            String between = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(between);
                quote(out, String.valueOf(entry.getKey()));
                out.append(':');
                write(out, entry.getValue(), depth + 1);
                between = ",";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        }

        private static void writeList(StringBuilder out, List<?> list, int depth) {
            String between = "[";
            for (Object item : list) {
                out.append(between);
                write(out, item, depth + 1);
                between = ",";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        }

        private static void quote(StringBuilder out, String text) {
            out.append('"');
            for (char c : text.toCharArray()) {
                int escaped = "\"\\\b\f\n\r\t".indexOf(c);
                if (escaped >= 0) {
                    out.append('\\').append("\"\\bfnrt".charAt(escaped));
                } else if (c < 0x20) {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
            out.append('"');
        }
    }
}
