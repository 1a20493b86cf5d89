`default_nettype none

// FIFO: 192 transfers in memory and one at the output.
module dmp_spoken_digits_core_spike_queue (
    input  wire clk,
    input  wire rst,
    input  wire input_valid,
    output wire input_ready,
    input  wire input_fired_0,
    input  wire input_fired_1,
    input  wire input_last,
    input  wire input_end,
    output wire output_valid,
    input  wire output_ready,
    output wire output_fired_0,
    output wire output_fired_1,
    output wire output_last,
    output wire output_end
);
    reg  [7:0] head;
    reg  [7:0] head_next;
    reg  [7:0] tail;
    reg  [7:0] tail_next;

    // Transfers in the memory.
    reg  [7:0] stored;
    reg  [7:0] stored_next;

    // The memory's read register holds a transfer that has not left yet.
    reg  loaded;
    reg  loaded_next;
    wire store = input_valid & (stored != 8'd192);
    wire load = (stored != 8'd0) & (!loaded | output_ready);
    assign input_ready = (stored != 8'd192);
    assign output_valid = loaded;

    (* ram_style = "block", ramstyle = "no_rw_check", no_rw_check *)
    reg  [3:0] words [0:191];
    reg  [3:0] words_read;
    wire words_read_0 = words_read[0];
    wire words_read_1 = words_read[1];
    wire words_read_2 = words_read[2];
    wire words_read_3 = words_read[3];

    assign output_fired_0 = words_read_0;
    assign output_fired_1 = words_read_1;
    assign output_last = words_read_2;
    assign output_end = words_read_3;

    always @* begin : tail_logic
        tail_next = tail;
        if (store) begin
            tail_next = (tail == 8'd191) ? 8'd0 : tail + 8'd1;
        end
    end

    always @* begin : head_logic
        head_next = head;
        if (load) begin
            head_next = (head == 8'd191) ? 8'd0 : head + 8'd1;
        end
    end

    always @* begin : stored_logic
        stored_next = stored;
        if (store & !load) begin
            stored_next = stored + 8'd1;
        end else if (load & !store) begin
            stored_next = stored - 8'd1;
        end
    end

    always @* begin : loaded_logic
        loaded_next = loaded;
        if (load) begin
            loaded_next = 1'b1;
        end else if (output_ready) begin
            loaded_next = 1'b0;
        end
    end

    always @(posedge clk) begin : registers
        if (rst) begin
            head <= 8'd0;
            tail <= 8'd0;
            stored <= 8'd0;
            loaded <= 1'b0;
        end else begin
            head <= head_next;
            tail <= tail_next;
            stored <= stored_next;
            loaded <= loaded_next;
        end
    end

    always @(posedge clk) begin : words_write_port
        if (store) words[tail] <= {input_end, input_last, input_fired_1, input_fired_0};
    end

    always @(posedge clk) begin : words_read_port
        if (load) words_read <= words[head];
    end

`ifdef ASSERTIONS
    // words is never read at the address that is being written
    always @(posedge clk) begin : words_read_write_apart
        if (!rst) assert (!(load & store & (head == tail)));
    end
`endif
endmodule

`default_nettype wire
